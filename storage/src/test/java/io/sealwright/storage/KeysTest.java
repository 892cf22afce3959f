package io.sealwright.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeysTest {
    /** Two sets of records under one number would overwrite each other. */
    @Test
    void everySpaceHasANumberOfItsOwnAndEveryFamilyAByte() throws IllegalAccessException {
        List<Long> numbers = new ArrayList<>();
        List<Byte> families = new ArrayList<>();
        for (Field field : Keys.class.getDeclaredFields()) {
            if (!Modifier.isPublic(field.getModifiers())) {
                continue;
            }
            if (field.getType() == SpaceId.class) {
                numbers.add(((SpaceId) field.get(null)).value() & 0xffff);
            } else if (field.getType() == byte.class) {
                families.add(field.getByte(null));
            }
        }
        assertThat(numbers).hasSizeGreaterThan(20).doesNotHaveDuplicates();
        assertThat(families).hasSizeGreaterThan(8).doesNotHaveDuplicates();
    }
}
