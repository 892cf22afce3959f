"""A disk of a node's own: ext4 on a loop device, so that it can be filled, fail, or lose its power. Needs root."""
import errno
import fcntl
import os
import struct
import subprocess

EXT4_IOC_SHUTDOWN = 0x8004587D
NO_LOG_FLUSH = 2  # what was not synced is lost, as when the power goes


class Disk:
    def __init__(self, image, folder, megabytes=1024):
        self.image, self.folder, self.filler = image, folder, folder / "filler"
        folder.mkdir(parents=True)
        with open(image, "wb") as out:
            out.truncate(megabytes << 20)
        run("mkfs.ext4", "-q", "-m", "0", str(image))
        self.mount()

    def mount(self):
        run("mount", "-o", "loop", str(self.image), str(self.folder))

    def unmount(self):
        run("umount", str(self.folder))

    def fail(self):
        """From now on every write and sync fails; what was not synced before is gone."""
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, EXT4_IOC_SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        finally:
            os.close(folder)

    def repair(self):
        """Mounts it again; nobody may have it open."""
        self.unmount()
        self.mount()

    def available(self):
        state = os.statvfs(self.folder)
        return state.f_bavail * state.f_frsize

    def fill(self):
        """Leaves not a byte."""
        with open(self.filler, "ab", buffering=0) as out:
            for length in (max(self.available() * 9 // 10, 1 << 20), 1 << 20, 4096):
                _extend(out, length)

    def nearly_fill(self, left):
        with open(self.filler, "ab", buffering=0) as out:
            os.posix_fallocate(out.fileno(), 0, self.available() - left)

    def free(self):
        self.filler.unlink()
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)  # else a power cut soon afterwards brings it back
        finally:
            os.close(folder)

    def close(self):
        subprocess.run(["umount", "--lazy", str(self.folder)], check=False, capture_output=True)
        self.image.unlink()


def _extend(out, length):
    """By that much at a time, until there is no room."""
    try:
        while True:
            os.posix_fallocate(out.fileno(), os.fstat(out.fileno()).st_size, length)
    except OSError as e:
        if e.errno != errno.ENOSPC:
            raise


def run(*words):
    subprocess.run(words, check=True, capture_output=True)
