// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * State that must survive a call of another kernel. Each row makes a thing,
 * sends data on its way before the call, and checks that it arrives.
 */
#include "test/boot/cases/returns/jump_back.h"
#include "test/boot/guest.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define PATIENCE_MS 20000
#define FILE_PATH   "/kept"
#define SOCKET_PATH "/socket"

/* What the children count, each in a place of its own. */
struct shared {
	unsigned long worker;
	unsigned long wrong; /* how often its registers were lost */
};

static struct shared *shared;
static unsigned long worker_before;
static pid_t worker;
static long cpus;
/* Sent before the call, and expected after it. */
static unsigned int message;

static void wait_for(const volatile unsigned long *count, unsigned long limit,
		     const char *what)
{
	long until = now_ms() + PATIENCE_MS;

	while (*count < limit) {
		if (now_ms() > until)
			fail("%s stands at %lu", what, *count);
		usleep(1000);
	}
}

/* Some milliseconds without a system call, whatever interrupts. */
static bool keeps_registers(unsigned long value)
{
	unsigned long count = 1000000;
	unsigned long low;
	unsigned long high;

	__asm__ volatile(
		"	movq	%[value], %%xmm3\n"
		"	movq	%[value], %%xmm12\n"
		"1:	decq	%[count]\n"
		"	jnz	1b\n"
		"	movq	%%xmm3, %[low]\n"
		"	movq	%%xmm12, %[high]\n"
		: [low] "=&r"(low), [high] "=&r"(high), [count] "+r"(count)
		: [value] "r"(value)
		: "xmm3", "xmm12", "cc");
	return low == value && high == value;
}

/* A process that sleeps, computes and keeps state. */
static void work(void)
{
	for (unsigned long i = 1;; i++) {
		if (!keeps_registers(i * 0x9e3779b97f4a7c15))
			shared->wrong++;
		shared->worker = i;
		usleep(1000);
	}
}

static void make_worker(void)
{
	cpus = sysconf(_SC_NPROCESSORS_ONLN);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		fail("no memory");
	worker = fork();
	if (!worker) {
		work();
		_exit(1);
	}
}

static void note_worker(void)
{
	wait_for(&shared->worker, shared->worker + 5, "a process");
	worker_before = shared->worker;
}

static void check_worker(void)
{
	if (kill(worker, 0))
		fail("the process is gone");
	wait_for(&shared->worker, worker_before + 50, "the process");
	if (shared->wrong)
		fail("a process lost its registers");
	if (sysconf(_SC_NPROCESSORS_ONLN) != cpus)
		fail("%ld CPUs of %ld came back", sysconf(_SC_NPROCESSORS_ONLN),
		     cpus);
}

/* A file that is open, and a position in it. */
static int file = -1;

static void make_file(void)
{
	file = open(FILE_PATH, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (file < 0)
		fail("%s: %s", FILE_PATH, strerror(errno));
}

static void write_kept(void)
{
	if (write(file, &message, sizeof(message)) != sizeof(message))
		fail("%s: %s", FILE_PATH, strerror(errno));
}

static void check_file(void)
{
	off_t at = lseek(file, 0, SEEK_CUR);
	unsigned int read = 0;

	if (at != (off_t)(message * sizeof(message)))
		fail("%s: the position is %ld", FILE_PATH, (long)at);
	if (pread(file, &read, sizeof(read), at - (off_t)sizeof(read)) !=
		    sizeof(read) ||
	    read != message)
		fail("%s: %#x instead of %#x", FILE_PATH, read, message);
}

/* Two ends: data written to the first is read from the second. */
struct channel {
	const char *name;
	int in;
	int out;
};

static void send_message(const struct channel *channel)
{
	if (channel->in < 0)
		return;
	if (write(channel->in, &message, sizeof(message)) != sizeof(message))
		fail("%s: %s", channel->name, strerror(errno));
}

static void receive_message(const struct channel *channel)
{
	unsigned int got = 0;

	if (channel->in < 0)
		return;
	if (read(channel->out, &got, sizeof(got)) != sizeof(got) ||
	    got != message)
		fail("%s: %#x instead of %#x", channel->name, got, message);
	/* And it can still do so. */
	if (write(channel->in, "again", 5) != 5 ||
	    read(channel->out, &got, sizeof(got)) != sizeof(got) ||
	    memcmp(&got, "agai", 4) != 0 || read(channel->out, &got, 1) != 1)
		fail("%s is broken: %s", channel->name, strerror(errno));
}

static struct channel channels[] = {
	{ "a pipe", -1, -1 },
	{ "a socket pair", -1, -1 },
	{ "a UNIX connection", -1, -1 },
	{ "a TCP connection", -1, -1 },
};

/* The end of a connection to @address, and the other one. */
static void connect_both(struct channel *channel,
			 const struct sockaddr *address, socklen_t size)
{
	int type = SOCK_STREAM | SOCK_CLOEXEC;
	int listener = socket(address->sa_family, type, 0);

	channel->in = socket(address->sa_family, type, 0);
	if (listener < 0 || bind(listener, address, size) ||
	    listen(listener, 1) || connect(channel->in, address, size))
		fail("%s: %s", channel->name, strerror(errno));
	channel->out = accept(listener, NULL, NULL);
	if (channel->out < 0)
		fail("%s: %s", channel->name, strerror(errno));
	close(listener);
}

/* Return: whether this kernel has TCP. */
static bool bring_loopback_up(void)
{
	struct ifreq loopback = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return false;
	loopback.ifr_flags = IFF_UP | IFF_RUNNING | IFF_LOOPBACK;
	if (ioctl(fd, SIOCSIFFLAGS, &loopback))
		fail("lo: %s", strerror(errno));
	close(fd);
	return true;
}

static void make_channels(void)
{
	const struct sockaddr_un local = { .sun_family = AF_UNIX,
					   .sun_path = SOCKET_PATH };
	const struct sockaddr_in tcp = {
		.sin_family = AF_INET,
		.sin_port = htons(4001),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		fail("no pipe: %s", strerror(errno));
	channels[0].out = ends[0];
	channels[0].in = ends[1];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		fail("no sockets: %s", strerror(errno));
	channels[1].out = ends[0];
	channels[1].in = ends[1];
	connect_both(&channels[2], (const struct sockaddr *)&local,
		     sizeof(local));
	if (bring_loopback_up())
		connect_both(&channels[3], (const struct sockaddr *)&tcp,
			     sizeof(tcp));
	verdict("tcp", "%d", channels[3].in >= 0);
}

static void send_all(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(channels); i++)
		send_message(&channels[i]);
}

static void receive_all(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(channels); i++)
		receive_message(&channels[i]);
}

/* Devices, if the guest has them; their cases watch them. */
static const struct traffic *disk;
static const struct traffic *network;
static unsigned long disk_before;
static unsigned long network_before;

static void make_traffic(void)
{
	if (word_number("disk", 0))
		disk = disk_start();
	if (word_number("net", 0))
		network = network_start("number_before");
}

static void note_traffic(void)
{
	if (disk)
		disk_before = disk->count;
	if (network)
		network_before = network->count;
}

static void check_traffic(void)
{
	if (disk) {
		wait_for(&disk->count, disk_before + 200, "the disk");
		disk_check();
	}
	if (network)
		wait_for(&network->count, network_before + 200, "the network");
}

static const struct {
	void (*make)(void);
	void (*prepare)(void);
	void (*check)(void);
} things[] = {
	{ make_worker, note_worker, check_worker },
	{ make_file, write_kept, check_file },
	{ make_channels, send_all, receive_all },
	{ make_traffic, note_traffic, check_traffic },
};

void things_make(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(things); i++)
		things[i].make();
}

void things_prepare(void)
{
	message++;
	for (size_t i = 0; i < ARRAY_SIZE(things); i++)
		things[i].prepare();
}

void things_check(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(things); i++)
		things[i].check();
}
