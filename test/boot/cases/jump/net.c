// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The machine jumps while its network is busy. The host sends datagrams all the
 * time, whichever kernel runs, so the network card has frames to write during
 * and after the jump, to memory of the first kernel. Most of that memory is
 * then the next kernel's initrd, and a changed byte prevents it from being
 * unpacked. The next kernel takes part in the traffic, too.
 */
#include "test/boot/guest.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define CARD	   "eth0"
#define ADDRESS	   "10.0.0.2"
#define PORT	   4000
#define ENOUGH	   200
#define PATIENCE_S 60
#define MAX_SIZE   2048

/* As test/boot/run has it. */
static const char host_address[] = "10.0.0.1";
static const unsigned char host_card[] = { 0x52, 0x54, 0, 0, 0, 1 };

static struct sockaddr_in address_of(const char *text)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(PORT),
	};

	inet_pton(AF_INET, text, &address.sin_addr);
	return address;
}

static void control(int fd, unsigned long request, void *argument)
{
	if (ioctl(fd, request, argument))
		fail(CARD ": request %#lx: %s", request,
		     strerrorname_np(errno));
}

/* Set an address and the host's link address: it answers no ARP. */
static int open_network(void)
{
	struct sockaddr_in own = address_of(ADDRESS);
	struct sockaddr_in host = address_of(host_address);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq card = { .ifr_name = CARD };
	struct arpreq neighbour = { .arp_flags = ATF_PERM | ATF_COM,
				    .arp_dev = CARD };

	memcpy(&card.ifr_addr, &own, sizeof(own));
	control(fd, SIOCSIFADDR, &card);
	card.ifr_flags = IFF_UP | IFF_RUNNING | IFF_BROADCAST;
	control(fd, SIOCSIFFLAGS, &card);
	memcpy(&neighbour.arp_pa, &host, sizeof(host));
	memcpy(neighbour.arp_ha.sa_data, host_card, sizeof(host_card));
	control(fd, SIOCSARP, &neighbour);
	own.sin_addr.s_addr = INADDR_ANY;
	if (bind(fd, (struct sockaddr *)&own, sizeof(own)))
		fail("bind: %s", strerrorname_np(errno));
	return fd;
}

/* A datagram is one byte, again and again. */
static void check(const uint8_t *bytes, size_t size)
{
	for (size_t i = 1; i < size; i++) {
		if (bytes[i] != bytes[0])
			fail("byte %zu of a datagram is %#x instead of %#x", i,
			     bytes[i], bytes[0]);
	}
}

/* Receive datagrams and send them back. */
static void take_part(int fd, struct traffic *traffic)
{
	struct sockaddr_in host = address_of(host_address);
	uint8_t bytes[MAX_SIZE];

	for (;;) {
		ssize_t size = recv(fd, bytes, sizeof(bytes), 0);

		if (size <= 0)
			fail("recv: %s", strerrorname_np(errno));
		check(bytes, (size_t)size);
		/* While it goes down, the card no longer accepts any. */
		if (sendto(fd, bytes, (size_t)size, MSG_DONTWAIT,
			   (struct sockaddr *)&host, sizeof(host)) < 0)
			continue;
		traffic->count++;
	}
}

const struct traffic *network_start(const char *key)
{
	struct traffic *traffic =
		mmap(NULL, sizeof(*traffic), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	long until = now_ms() + 1000 * PATIENCE_S;
	int fd = open_network();

	if (traffic == MAP_FAILED)
		fail("no memory");
	if (!fork()) {
		take_part(fd, traffic);
		_exit(1);
	}
	while (traffic->count < ENOUGH) {
		if (now_ms() > until)
			fail("%lu datagrams in %d s", traffic->count,
			     PATIENCE_S);
		usleep(10000);
	}
	verdict(key, "%lu datagrams", traffic->count);
	return traffic;
}

void case_net(void)
{
	struct tool_result result;
	struct load load;

	kexec_arrive();
	load_from_words(&load);
	load.initrd = make_initrd(word("initrd", "40%"));
	load.cmdline = second_cmdline("net_second", "");
	network_start("number_before");
	load_kernel(&load, &result);
	jump(&load);
}

/* PID 1 of the next kernel. */
void case_net_second(void)
{
	network_start("number_after");
	case_second();
}
