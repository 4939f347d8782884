"""The system calls of Linux that a student's process may make, by name, with their numbers.

Each table is a text: a name, its number on x86_64, its number on aarch64, "-" where there is none. What stands in none
of them is refused. From number 424 on all architectures share their numbers.
"""

MACHINES = ("x86_64", "aarch64")

# Files and what is open. Which files is for Landlock and the view of them to say.
FILES = """
read 0 63  write 1 64  readv 19 65  writev 20 66  pread64 17 67  pwrite64 18 68  preadv 295 69  pwritev 296 70
preadv2 327 286  pwritev2 328 287  open 2 -  openat 257 56  openat2 437 437  creat 85 -  close 3 57
close_range 436 436  lseek 8 62  stat 4 -  fstat 5 80  lstat 6 -  newfstatat 262 79  statx 332 291  access 21 -
faccessat 269 48  faccessat2 439 439  statfs 137 43  fstatfs 138 44  getdents 78 -  getdents64 217 61  getcwd 79 17
chdir 80 49  fchdir 81 50  umask 95 166  mkdir 83 -  mkdirat 258 34  rmdir 84 -  rename 82 -  renameat 264 38
renameat2 316 276  link 86 -  linkat 265 37  unlink 87 -  unlinkat 263 35  symlink 88 -  symlinkat 266 36
readlink 89 -  readlinkat 267 78  truncate 76 45  ftruncate 77 46  fallocate 285 47  fadvise64 221 223
readahead 187 213  fsync 74 82  fdatasync 75 83  flock 73 32  fcntl 72 25  ioctl 16 29  dup 32 23  dup2 33 -
dup3 292 24  sendfile 40 71  copy_file_range 326 285  getxattr 191 8  lgetxattr 192 9  fgetxattr 193 10
listxattr 194 11  llistxattr 195 12  flistxattr 196 13
"""

# Memory that a resource limit counts: no memfd, no System V, nothing locked.
MEMORY = """
brk 12 214  mmap 9 222  munmap 11 215  mprotect 10 226  mremap 25 216  madvise 28 233  msync 26 227  mincore 27 232
get_mempolicy 239 236
"""

# Threads, never processes. Which clone, prctl and priority: seccomp.ARGUMENTS.
THREADS = """
clone 56 220  exit 60 93  exit_group 231 94  futex 202 98  futex_waitv 449 449  futex_wake 454 454  futex_wait 455 455
futex_requeue 456 456  set_robust_list 273 99  set_tid_address 218 96  rseq 334 293  gettid 186 178
sched_yield 24 124  getcpu 309 168  sched_getaffinity 204 123  sched_setaffinity 203 122  sched_getparam 143 121
sched_getscheduler 145 120  sched_getattr 315 275  sched_get_priority_max 146 125  sched_get_priority_min 147 126
sched_rr_get_interval 148 127  getpriority 140 141  setpriority 141 140  wait4 61 260  waitid 247 95  arch_prctl 158 -
prctl 157 167  membarrier 324 283
"""

# Signals to itself.
SIGNALS = """
rt_sigaction 13 134  rt_sigprocmask 14 135  rt_sigreturn 15 139  rt_sigpending 127 136  rt_sigtimedwait 128 137
rt_sigsuspend 130 133  sigaltstack 131 132  restart_syscall 219 128  kill 62 129  tgkill 234 131  pause 34 -
"""

TIMES = """
time 201 -  gettimeofday 96 169  clock_gettime 228 113  clock_getres 229 114  nanosleep 35 101
clock_nanosleep 230 115  times 100 153  alarm 37 -  getitimer 36 102  setitimer 38 103  timer_create 222 107
timer_settime 223 110  timer_gettime 224 108  timer_getoverrun 225 109  timer_delete 226 111  timerfd_create 283 85
timerfd_settime 286 86  timerfd_gettime 287 87
"""

# Waiting for what is open; pipes.
WAITING = """
select 23 -  pselect6 270 72  poll 7 -  ppoll 271 73  epoll_create 213 -  epoll_create1 291 20  epoll_ctl 233 21
epoll_wait 232 -  epoll_pwait 281 22  epoll_pwait2 441 441  pipe 22 -  pipe2 293 59  eventfd 284 -  eventfd2 290 19
signalfd 282 -  signalfd4 289 74
"""

# Use of the sockets that are there.
SOCKETS = """
accept 43 202  accept4 288 242  sendto 44 206  recvfrom 45 207  sendmsg 46 211  recvmsg 47 212  shutdown 48 210
getsockname 51 204  getpeername 52 205  getsockopt 55 209  setsockopt 54 208  socketpair 53 199
"""

# What a process asks about itself, and random numbers.
ITSELF = """
getpid 39 172  getppid 110 173  getpgid 121 155  getpgrp 111 -  getsid 124 156  getuid 102 174  geteuid 107 175
getgid 104 176  getegid 108 177  getresuid 118 148  getresgid 120 150  getgroups 115 158  capget 125 90
getrusage 98 165  getrlimit 97 163  setrlimit 160 164  prlimit64 302 261  sysinfo 99 179  uname 63 160
personality 135 92  getrandom 318 278
"""

# For a process that makes connections.
CONNECT = """
socket 41 198  connect 42 203
"""

# Needed to start a kernel and not after, beside CONNECT.
START_UP = """
bind 49 200  listen 50 201  seccomp 317 277
"""

# Nothing happens and the caller is told that it did: ZeroMQ aborts where it may not set a thread's priority.
PRETENDED = """
sched_setscheduler 144 119  sched_setparam 142 118  sched_setattr 314 274
"""

# Landlock does not watch these: without a read-only view of the files, modes, owners and times stay as they are. The
# standard library's copy fails where it may not set a mode, so it is told that it did.
FILE_MODES = """
chmod 90 -  fchmod 91 52  fchmodat 268 53  chown 92 -  fchown 93 55  lchown 94 -  fchownat 260 54
"""
FILE_ATTRIBUTES = """
utime 132 -  utimes 235 -  futimesat 261 -  utimensat 280 88  setxattr 188 5  lsetxattr 189 6  fsetxattr 190 7
removexattr 197 14  lremovexattr 198 15  fremovexattr 199 16
"""

ALWAYS = FILES + MEMORY + THREADS + SIGNALS + TIMES + WAITING + SOCKETS + ITSELF


def numbers(table: str, machine: str) -> dict[str, int]:
    """Return {name: number} of the calls of a table that a machine has."""
    words = table.split()
    column = 1 + MACHINES.index(machine)
    rows = zip(words[::3], words[1::3], words[2::3], strict=True)
    return {row[0]: int(row[column]) for row in rows if row[column] != "-"}
