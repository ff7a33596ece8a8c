/* SPDX-License-Identifier: MIT */
/*
 * Numbers of the kernel's ABI (include/uapi/asm-generic/socket.h, linux/in.h,
 * in6.h, tcp.h, mptcp.h, fs.h) that the libc at hand may not know yet.
 * Included after the system's headers by whoever needs one.
 */
#ifndef SHIM_NUMBERS_H
#define SHIM_NUMBERS_H

#include <netinet/in.h> /* has some as an enum, which can't be asked for */

#ifndef F_DUPFD_QUERY
#define F_DUPFD_QUERY 1027 /* Linux 6.10 */
#endif
#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif
#ifndef IPV6_AUTOFLOWLABEL
#define IPV6_AUTOFLOWLABEL 70
#endif
#ifndef IPV6_FREEBIND
#define IPV6_FREEBIND 78
#endif
#ifndef IP_PROTOCOL
#define IP_PROTOCOL 52
#endif
#ifndef IPV6_TRANSPARENT
#define IPV6_TRANSPARENT 75
#endif
#ifndef IP_LOCAL_PORT_RANGE
#define IP_LOCAL_PORT_RANGE 51
#endif
#ifndef MPTCP_INFO
#define MPTCP_INFO 1
#endif
#ifndef POLLRDHUP
#define POLLRDHUP 0x2000
#endif
#ifndef RWF_NOWAIT
#define RWF_NOWAIT 8
#endif
#ifndef SOL_IP
#define SOL_IP 0
#endif
#ifndef SOL_IPV6
#define SOL_IPV6 41
#endif
#ifndef SOL_MPTCP
#define SOL_MPTCP 284
#endif
#ifndef SOL_TCP
#define SOL_TCP 6
#endif
#ifndef SO_BINDTOIFINDEX
#define SO_BINDTOIFINDEX 62
#endif
#ifndef SO_BUF_LOCK
#define SO_BUF_LOCK 72
#endif
#ifndef SO_COOKIE
#define SO_COOKIE 57
#endif
#ifndef SO_INCOMING_CPU
#define SO_INCOMING_CPU 49
#endif
#ifndef SO_MEMINFO
#define SO_MEMINFO 55
#endif
#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif
#ifndef SO_ORIGINAL_DST
#define SO_ORIGINAL_DST 80 /* linux/netfilter_ipv4.h, and of IPv6 */
#endif
#ifndef SO_PASSPIDFD
#define SO_PASSPIDFD 76
#endif
#ifndef SO_RCVPRIORITY
#define SO_RCVPRIORITY 82
#endif
#ifndef SO_ZEROCOPY
#define SO_ZEROCOPY 60
#endif
#ifndef TCP_AO_REPAIR
#define TCP_AO_REPAIR 42
#endif
#ifndef TCP_DELACK_MAX_US
#define TCP_DELACK_MAX_US 46
#endif
#ifndef TCP_FASTOPEN_CONNECT
#define TCP_FASTOPEN_CONNECT 30
#endif
#ifndef TCP_FASTOPEN_NO_COOKIE
#define TCP_FASTOPEN_NO_COOKIE 34
#endif
#ifndef TCP_INQ
#define TCP_INQ 36
#endif
#ifndef TCP_IS_MPTCP
#define TCP_IS_MPTCP 43
#endif
#ifndef TCP_NOTSENT_LOWAT
#define TCP_NOTSENT_LOWAT 25
#endif
#ifndef TCP_QUEUE_SEQ
#define TCP_QUEUE_SEQ 21
#endif
#ifndef TCP_SAVE_SYN
#define TCP_SAVE_SYN 27
#endif
#ifndef TCP_ULP
#define TCP_ULP 31
#endif
#ifndef TCP_ZEROCOPY_RECEIVE
#define TCP_ZEROCOPY_RECEIVE 35
#endif
/*
 * Of these there are two each: the first have their times in longs, the others
 * (Linux 5.1) in 64 bits everywhere. Headers choose by the size of time_t;
 * here both are meant, whatever this is built with.
 */
#if defined(SO_RCVTIMEO_OLD)
#undef SO_RCVTIMEO
#undef SO_SNDTIMEO
#undef SO_TIMESTAMP
#undef SO_TIMESTAMPNS
#undef SO_TIMESTAMPING
#define SO_RCVTIMEO     SO_RCVTIMEO_OLD
#define SO_SNDTIMEO     SO_SNDTIMEO_OLD
#define SO_TIMESTAMP    SO_TIMESTAMP_OLD
#define SO_TIMESTAMPNS  SO_TIMESTAMPNS_OLD
#define SO_TIMESTAMPING SO_TIMESTAMPING_OLD
#elif SO_RCVTIMEO == 66 /* musl on 32 bits */
#undef SO_RCVTIMEO
#undef SO_SNDTIMEO
#undef SO_TIMESTAMP
#undef SO_TIMESTAMPNS
#undef SO_TIMESTAMPING
#define SO_RCVTIMEO     20
#define SO_SNDTIMEO     21
#define SO_TIMESTAMP    29
#define SO_TIMESTAMPNS  35
#define SO_TIMESTAMPING 37
#endif
#ifndef SO_RCVTIMEO_NEW
#define SO_RCVTIMEO_NEW     66
#define SO_SNDTIMEO_NEW     67
#define SO_TIMESTAMP_NEW    63
#define SO_TIMESTAMPNS_NEW  64
#define SO_TIMESTAMPING_NEW 65
#endif
#ifndef SYS_openat2
#define SYS_openat2 437 /* Linux 5.6 */
#endif
#ifndef RESOLVE_NO_SYMLINKS
#define RESOLVE_NO_SYMLINKS 0x04 /* linux/openat2.h */
#endif

#endif
