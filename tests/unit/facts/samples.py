"""One small sample for each command, in the form of IOS-XE, with addresses for documentation (RFC 5737)."""

from __future__ import annotations

IKEV2_SA = """\
 IPv4 Crypto IKEv2  SA

Tunnel-id Local                 Remote                fvrf/ivrf            Status
1         192.0.2.1/4500        198.51.100.7/50899    none/none            READY
      Encr: AES-CBC, keysize: 256, PRF: SHA256, Hash: SHA256, DH Grp:19, Auth sign: RSA, Auth verify: AnyConnect-EAP
      Life/Active Time: 86400/758 sec
      CE id: 1004, Session-id: 4, MIB-id: 9
      Status Description: Negotiation done
      Local spi: 413112E83D493428       Remote spi: 696FA78292A21EA5
      Local id: 192.0.2.1
      Remote id: *$AnyConnectClient$*
      Remote EAP id: test
      Local req msg id:  0              Remote req msg id:  31
      Local next msg id: 0              Remote next msg id: 31
      Local req queued:  0              Remote req queued:  31
      Local window:      5              Remote window:      1
      DPD configured for 60 seconds, retry 2
      Fragmentation not  configured.
      IETF Std Fragmentation  enabled.
      Dynamic Route Update: disabled
      Extended Authentication not configured.
      NAT-T is detected  outside
      Cisco Trust Security SGT is disabled
      Assigned host addr: 192.168.10.8
      Initiator of SA : No
      PEER TYPE: Other

 IPv6 Crypto IKEv2  SA
"""

IKEV2_SA_IPV6 = """\
 IPv4 Crypto IKEv2  SA

 IPv6 Crypto IKEv2  SA

Tunnel-id    fvrf/ivrf              Status
7          FRONT/none             READY
Local  2001:db8::1/500
Remote  2001:db8::2/500
      Encr: AES-GCM, keysize: 256, PRF: SHA512, Hash: None, DH Grp:21, Auth sign: PSK, Auth verify: PSK, QR
      PQC Key Exchange: ML-KEM-1024
      Life/Active Time: 86400/218 sec
      Quantum-safe Encryption using Manual PPK
      Remote subnets:
      10.255.1.238 255.255.255.255
"""

IKEV2_SESSION = """\
 IPv4 Crypto IKEv2 Session

Session-id:3, Status:UP-ACTIVE, IKE count:1, CHILD count:2

Tunnel-id Local                 Remote                fvrf/ivrf            Status
1         192.0.2.1/500         192.0.2.2/500         none/none            READY
      Encr: AES-CBC, keysize: 256, PRF: SHA256, Hash: SHA256, DH Grp:14, Auth sign: PSK, Auth verify: PSK
      Life/Active Time: 86400/38157 sec
Child sa: local selector  192.168.10.0/0 - 192.168.10.255/65535
          remote selector 10.0.0.0/0 - 10.0.0.255/65535
          ESP spi in/out: 0x232CB82D/0x30767B6E
          AH spi in/out: 0x0/0x0
          CPI in/out: 0x0/0x0
          Encr: AES-CBC, keysize: 256, esp_hmac: SHA256
          ah_hmac: None, comp: IPCOMP_NONE, mode tunnel
Child sa:
          local selector       ->      remote selector
          192.168.11.0/0 - 192.168.11.255/65535    ->    10.0.1.0/0 - 10.0.1.255/65535
          ESP spi in/out: 0x232CB82E/0x30767B6F

 IPv6 Crypto IKEv2 Session
"""

LEGEND = """\
Crypto session current status

Code: C - IKE Configuration mode, D - Dead Peer Detection
K - Keepalives, N - NAT-traversal, T - cTCP encapsulation
X - IKE Extended Authentication, F - IKE Fragmentation
R - IKE Auto Reconnect, U - IKE Dynamic Route Update
S - SIP VPN

"""

CRYPTO_SESSION = (
    LEGEND
    + """\
Interface: Virtual-Access1
Profile: AnyConnect-EAP
Uptime: 00:14:54
Session status: UP-ACTIVE
Peer: 198.51.100.7 port 50899 fvrf: (none) ivrf: (none)
      Phase1_id: *$AnyConnectClient$*
      Desc: (none)
  Session ID: 8
  IKEv2 SA: local 192.0.2.1/4500 remote 198.51.100.7/50899 Active
          Capabilities:DN connid:1 lifetime:23:45:06
  IPSEC FLOW: permit ip 0.0.0.0/0.0.0.0 host 192.168.10.8
        Active SAs: 2, origin: crypto map
        Inbound:  #pkts dec'ed 89 drop 0 life (KB/Sec) 4607990/2705
        Outbound: #pkts enc'ed 2 drop 0 life (KB/Sec) KB Vol Rekey Disabled/2705

Interface: Virtual-Access2
Username: anna
Group: easy
Assigned address: 192.168.10.9
Session status: DOWN-NEGOTIATING
Peer: 2001:db8::2 port 500
  IKE SA: local 2001:db8::1/500
          remote 2001:db8::2/500 Inactive
"""
)

IPSEC_SA = """\
interface: Virtual-Access1
    Crypto map tag: Virtual-Access1-head-0, local addr 192.0.2.1

   protected vrf: (none)
   local  ident (addr/mask/prot/port): (0.0.0.0/0.0.0.0/0/0)
   remote ident (addr/mask/prot/port): (192.168.10.8/255.255.255.255/0/0)
   current_peer 198.51.100.7 port 50899
     PERMIT, flags={origin_is_acl,}
    #pkts encaps: 2, #pkts encrypt: 2, #pkts digest: 2
    #pkts decaps: 89, #pkts decrypt: 89, #pkts verify: 88
    #pkts compressed: 0, #pkts decompressed: 0
    #pkts no sa (send) 3, #pkts invalid sa (rcv) 0
    ##pkts replay failed (rcv): 1
    #send errors 4, #recv errors 5

     local crypto endpt.: 192.0.2.1, remote crypto endpt.: 198.51.100.7
     plaintext mtu 1422, path mtu 1500, ip mtu 1500, ip mtu idb GigabitEthernet1
     current outbound spi: 0x1234ABCD(305441741)
     PFS (Y/N): N, DH group: none

     inbound esp sas:
      spi: 0xABCD1234(2882343476)
        transform: esp-256-aes esp-sha256-hmac ,
        in use settings ={Tunnel UDP-Encaps, esn}
        conn id: 2093, flow_id: CSR:93, sibling_flags 80000048, crypto map: Virtual-Access1-head-0, initiator : False
        sa timing: remaining key lifetime (k/sec): (4607990/2705)
        IV size: 16 bytes
        replay detection support: Y  replay window size: 1024
        Status: ACTIVE(ACTIVE)

     inbound ah sas:

     inbound pcp sas:

     outbound esp sas:
      spi: 0x1234ABCD(305441741)
        transform: esp-gcm 256 ,
        in use settings ={Tunnel, }
        conn id: 2094, flow_id: CSR:94, sibling_flags FFFFFFFF80004048, crypto map: Virtual-Access1-head-0
        sa timing: remaining key lifetime 1 hours, 10 mins
        Kilobyte Volume Rekey has been disabled
        IV size: 8 bytes
        replay detection support: N
        Status: ACTIVE(ACTIVE)

     outbound ah sas:

     outbound pcp sas:
"""

IKEV2_STATS = """\
--------------------------------------------------------------------------------
                          Crypto IKEv2 SA Statistics
--------------------------------------------------------------------------------
System Resource Limit:   0        Max IKEv2 SAs: 0        Max in nego(in/out): 40/400
Total incoming IKEv2 SA Count:    5        active:        3        negotiating: 2
Total outgoing IKEv2 SA Count:    1        active:        1        negotiating: 0
Incoming IKEv2 Requests: 13       accepted:      11       rejected:    2
Outgoing IKEv2 Requests: 14       accepted:      14       rejected:    0
Rejected IKEv2 Requests: 2        rsrc low:      0        SA limit:    1
IKEv2 packets dropped at dispatch: 0
Incoming IKEV2 Cookie Challenged Requests: 4
    accepted: 3        rejected: 1        rejected no cookie: 0
"""

IKEV2_STATS_EXT = """\
--------------------------------------------------------------
AAA OPERATION                                PASSED     FAILED
--------------------------------------------------------------
AUTHENTICATION USING EAP                         41          2
AUTHORIZATION                                    41          0
--------------------------------------------------------------
IPSEC OPERATION                              PASSED     FAILED
--------------------------------------------------------------
SA CREATION                                   12279      14970
"""

IKEV2_STATS_TIMEOUT = """\
-----------------------------------------
IKEV2 TIMER                     TIMED OUT
-----------------------------------------
AUTH TIMER                              3
PACKET MAXIMUM RETRANS TIMER         7736
"""

IKEV2_STATS_EXCHANGE = """\
EXCHANGE/NOTIFY                   TX(REQ)    TX(RES)    RX(REQ)    RX(RES)

EXCHANGES

IKE_AUTH                               83      19340      19340         82

CONFIG PAYLOAD TYPE                    TX         RX

CFG_REQUEST                            83      19340

OTHER COUNTERS

NO_NAT                              19426
"""

IKEV2_STATS_RECONNECT = """\
Total incoming reconnect connection: 10
Success reconnect connection: 9
"""

IKEV2_ERRORS = """\
Exit Path Table - status: enable, current entry 2, deleted 0, max allow 50

Error(12): Detected an invalid IKE SPI

-Traceback= 1#9de6b87c8b70a12e54d1e886d6f158f7  :AAAACA784000+129007E0 :AAAACA784000+1294E0C0 :AAAACA784000+1294
F6E4 :AAAACA784000+1290B508

Error(8): A supplied parameter is incorrect
"""

IKEV2_PROFILE = """\
IKEv2 profile: AnyConnect-EAP
 Shutdown : No
 Ref Count: 5
 Match criteria:
  Fvrf: global
  Local address/interface: none
  Identities:
   key-id *$AnyConnectClient$*
  Certificate maps: none
 Local identity: none
 Remote identity: none
 Local authentication method: rsa-sig
 Remote authentication method(s): anyconnect-eap
 EAP options: none
 Keyring: none
 Trustpoint(s): IKEv2-TP
 Lifetime: 86400 seconds
 DPD: interval 30, retry-interval 5, on-demand
 NAT-keepalive: disabled
 Ivrf: none
 Virtual-template: 100
 mode auto: none
 AAA AnyConnect EAP authentication mlist: a-eap-authen-local
 AAA EAP authentication mlist: none
 AAA authentication mlist: none
 AAA Accounting: none
 AAA group authorization: none
 AAA user authorization: none
"""

IKEV2_PROPOSAL = """\
 IKEv2 proposal: default
     Encryption : AES-CBC-256
     Integrity  : SHA512 SHA384
     PRF        : SHA512 SHA384
     DH Group   : DH_GROUP_256_ECP/Group 19 DH_GROUP_2048_MODP/Group 14
 IKEv2 proposal: headend
     Encryption : AES-GCM-256
     Integrity  : none
     PRF        : SHA384
     DH Group   : DH_GROUP_384_ECP/Group 20
"""

IKEV2_POLICY = """\
 IKEv2 policy : default
      Match fvrf : any
      Match address local : any
      Proposal    : default

 IKEv2 policy : headend
      Match fvrf  : global
      Match address local : 192.0.2.1
      Proposal    : headend
      Proposal    : older
"""

IKEV2_AUTHORIZATION = """\
 IKEv2 Authorization Policy : default
   route set interface
   route accept any tag : 1 distance : 1
 IKEv2 Authorization Policy : ikev2-auth-policy
   pool ACPool
"""

IPSEC_PROFILE = """\
IPSEC profile default
        Security association lifetime: 4608000 kilobytes/3600 seconds
        Responder-Only (Y/N): N
        PFS (Y/N): N
        Mixed-mode : Disabled
        Transform sets={
                default:  { esp-aes esp-sha-hmac  } ,
        }

IPSEC profile AnyConnect-EAP
        IKEv2 Profile: AnyConnect-EAP
        Kilobyte Volume Rekey has been disabled.
        Security association lifetime:3600 seconds
        Dualstack (Y/N): N

        Responder-Only (Y/N): N
        PFS (Y/N): Y
                DH group: group21
        Mixed-mode : Disabled
        Transform sets={
                TS:  { esp-256-aes esp-sha256-hmac  } ,
                TS2:  { esp-gcm 256  } ,
        }
"""

TRANSFORM_SET = """\
Transform set default: { esp-aes esp-sha-hmac  }
   will negotiate = { Transport,  },

Transform set TS: { esp-256-aes esp-sha256-hmac  }
   will negotiate = { Tunnel,  },
"""

CERTIFICATES = """\
Certificate
  Status: Available
  Version: 3
  Certificate Serial Number (hex): 03
  Certificate Usage: General Purpose
  Issuer:
    cn=Example CA
    o=Example, Inc.
  Subject:
    Name: vpn.example.com
    Serial Number: 9ABCDEFGHIJ
    cn=vpn.example.com
    serialNumber=9ABCDEFGHIJ+hostname=vpn.example.com
  CRL Distribution Points:
    http://pki.example.com/ca.crl
  Validity Date:
    start date: 15:33:15 UTC Nov 20 2026
    end   date: 15:33:15 UTC Nov 19 2027
    renew date: 15:33:15 UTC Nov 1 2027
  Subject Key Info:
    Public Key Algorithm: rsaEncryption
    RSA Public Key: (2048 bit)
  Signature Algorithm: SHA256 with RSA Encryption
  Fingerprint MD5: DE8CC8FA B9E41665 31DDED4A 1A2A6191
  Fingerprint SHA1: 9E349A47 A2227F86 E87336CE 3D260431 D4F11472
  Fingerprint SHA256: 00112233 44556677 8899AABB CCDDEEFF
    00112233 44556677 8899AABB CCDDEEFF
  X509v3 extensions:
    X509v3 Key Usage: A0000000
      Digital Signature
      Key Encipherment
    X509v3 Subject Key ID: 2F6A8670 6934D26E C27965E8 67C70441 BEF2EAFC
    X509v3 Subject Alternative Name:
        vpn.example.com
        IP Address : 192.0.2.1
        OtherNames :
    X509v3 Authority Key ID: 31DEF8AC 8ED9E5F0 CDBC4749 61BED767 0CF75DB2
    Authority Info Access:
        OCSP URL: http://pki.example.com/ocsp
    Extended Key Usage:
        Server Auth
        1.3.6.1.5.5.8.2.2
  Cert install time: 15:33:42 UTC Nov 20 2026
Cert install time in nsec: 1637402622832948992
  Associated Trustpoints: IKEv2-TP
  Storage: nvram:ExampleCA#3.cer
  Key Label: IKEv2-TP
  Key storage device: private config

CA Certificate
  Status: Available
  Certificate Serial Number (hex): 55722CE2042FD3DD40C3013FF430616170845853
  Certificate Usage: Signature
  Issuer:
    cn=Example CA
    o=Example, Inc.
  Subject:
    cn=Example CA
    o=Example, Inc.
  Validity Date:
    start date: 15:32:34 IST Nov 20 2026
    end   date: 15:32:34 IST Nov 18 2036
  X509v3 extensions:
    X509v3 Basic Constraints:
        CA: TRUE
  Associated Trustpoints: IKEv2-TP Trustpool

Router Self-Signed Certificate
  Status: Available
  Certificate Serial Number (hex): 01
  Certificate Usage: General Purpose
  Issuer:
    cn=IOS-Self-Signed-Certificate-4146203551
  Subject:
    Name: IOS-Self-Signed-Certificate-4146203551
    cn=IOS-Self-Signed-Certificate-4146203551
  Validity Date:
    start date: 21:37:27 UTC Apr 23 2018
    end   date: 00:00:00 UTC Jan 1 2030
  Associated Trustpoints: TP-self-signed-4146203551
"""

TRUSTPOINTS = """\
Trustpoint SLA-TrustPoint:
    Subject Name:
    cn=Cisco Licensing Root CA
    o=Cisco
          Serial Number (hex): 01
    Certificate configured.


Trustpoint TP-self-signed-1504826562:
    Subject Name:
    cn=IOS-Self-Signed-Certificate-1504826562
          Serial Number (hex): 01
    Persistent self-signed certificate trust point
    Using key label TP-self-signed-1504826562


Trustpoint EMPTY:
"""

TRUSTPOINTS_STATUS = """\
Trustpoint IKEv2-TP:
  Issuing CA certificate configured:
    Subject Name:
     cn=Example CA,o=Example, Inc.
    Fingerprint MD5: 542F6E73 28DA2611 8E50685D EB4B7194
    Fingerprint SHA1: F6969BBD 48E5F612 5B934D01 E71FE9C2 7C6F547E
  Router General Purpose certificate configured:
    Subject Name:
     cn=vpn.example.com
    Fingerprint SHA1: 3AA661E0 BAEE254D 53863902 0321BE12 43989526
  Last enrollment status: Granted
  State:
    Keys generated ............. Yes (General Purpose, non-exportable)
    Issuing CA authenticated ....... Yes
    Certificate request(s) ..... None
"""

KEYS = """\
% Key pair was generated at: 16:38:25 UTC Aug 26 2026
Key name: IKEv2-TP
Key type: RSA KEYS      2048 bits
 Storage Device: private-config
 Usage: General Purpose Key
 Key is not exportable. Redundancy enabled.
 Key Data:
  30820122 300D0609 2A864886 F70D0101 01050003 82010F00 3082010A 02820101
  97020301 0001
% Key pair was generated at: 15:46:19 UTC Aug 27 2026
Key name: IKEv2-TP.server
Key type: EC KEYS
Temporary key
 Usage: Encryption Key
 Key is exportable.
 Key Data:
  30820132
"""

LOCAL_POOL = """\
 Pool                     Begin           End             Free  In use   Blocked
 ACPool                   192.168.10.5    192.168.10.10      5       1         0
                          192.168.10.20   192.168.10.21      2       0         0
 OTHER                    10.99.0.10      10.99.0.10         0       1         0
"""

LOCAL_POOL_NAMED = """\
 Pool                     Begin           End             Free  In use
 ACPool                   192.168.10.5    192.168.10.7       2       1
Available addresses:
   192.168.10.6
   192.168.10.7
Inuse addresses:
   192.168.10.5       Vi1            test
"""

DERIVED_CONFIG = """\
Building configuration...

Derived configuration : 258 bytes
!
interface Virtual-Access1
 ip unnumbered Loopback100
 ip mtu 1400
 tunnel source 192.0.2.1
 no tunnel protection ipsec initiate
end
"""

USERS = """\
    Line       User       Host(s)              Idle       Location
   0 con 0                                     00:00:00
*  2 vty 0     admin      idle                 00:01:30
                                                    host.example.com
   3 vty 1     anna       idle                 1d02h    198.51.100.7
  10 vty 8                Virtual-Access2        0        198.51.100.8

  Interface    User               Mode         Idle     Peer Address
  Vi2.1        test@example.com   PPPoVPDN     -        198.51.100.9
"""

SSL_POLICY = """\
SSL Policy: SSL-POLICY
  Status           : ACTIVE
  Proxy IP address : 192.0.2.1
  Port             : 443
  fvrf             : 0
  Trust Point: IKEv2-TP
  Redundancy       : none
"""

SSL_PROFILE = """\
SSL Profile: SSL-PROFILE
 Status: ACTIVE
 Match Criteria:
  URL: none
  Policy:
   SSL-POLICY
 AAA accounting List         : none
 AAA authentication List     : none
 AAA authorization cached    : true
 AAA authorization user List : none
 AAA authorization group List: none
 Authentication Mode : user credentials
 Interface : none
 Virtual Template : none
"""

SSL_AUTHORIZATION = """\
SSL Auth Policy: sslauth
 V4 Parameter:
  Address Pool: ACPool
  Netmask: 255.255.255.0
  Route ACL : split
 Banner : none
 Idle timeout : 300
 Rekey
  Interval: 0
  Method  : none
 MAX MTU : 1406
 Smart Card
 Removal Disconnect : NO
"""

SSL_SESSION = """\
SSL profile name: SSL-PROFILE
Client_Login_Name  Client_IP_Address  No_of_Connections  Created  Last_Used
test               198.51.100.7             1            00:49:41  00:00:12
"""

SSL_SESSION_USER = """\
Session Type      : Full Tunnel
Client User-Agent : AnyConnect Windows 4.10.05095

Username          : test                 Num Connection : 1
Public IP         : 198.51.100.7
Profile           : SSL-PROFILE
Last-Used         : 00:00:02             Created        : *09:00:00.123 UTC Mon Nov 2 2026
DPD GW Timeout    : 300                  DPD CL Timeout : 300
Tunnel IP         : 192.168.10.8         Netmask        : 0.0.0.0
Msie-Exception    :
Client Ports      : 34552
"""

SSL_STATS = """\
SSLVPN Global statistics:
    Active connections       : 3          AAA pending reqs         : 0
    Peak connections         : 7          Peak time                : 1w6d
    Authentication failures  : 21
    in  CSTP data            : 21         out CSTP data            : 8
"""

SSL_SESSION_PROFILE = """\
SSL Session Profile
Profile Name: DefaultProfile
  Protocol: TLSv1.2
  Cipher Suite: AES256-SHA
"""

LOCKOUT = """\
          Local-user          Lock time
          test                04:28:49 UTC Sat Jun 20 2026
"""

METHOD_LISTS = """\
authen queue=AAA_ML_AUTHEN_LOGIN
  name=default valid=TRUE id=0 :state=ALIVE : LOCAL
  name=a-eap-authen-local valid=TRUE id=BA000001 :state=ALIVE : LOCAL
permanent lists
  name= Permanent Enable None valid=TRUE id=0 :state=ALIVE : ENABLE  NONE
acct queue=AAA_ML_ACCT_NET
  name= Permanent None valid=TRUE id=0 Action=NOT_SET :state=ALIVE :
"""

DIR = """\
Directory of bootflash:/

   11  drwx            16384  Nov 25 2025 19:32:53 -07:00  lost+found
   12  -rw-             2405  Nov 24 2026 11:36:36 +00:00  acvpn.xml

1940303872 bytes total (1036210176 bytes free)
"""

DIR_ABSENT = "%Error opening bootflash:/nothing (No such file or directory)\n"

BOOTFLASH = """\
-#- --length-- ---------date/time--------- path
  1       4096 Oct 12 2026 07:23:32.0000000000 +00:00 /bootflash/
  2       2405 Nov 24 2026 07:23:32 +00:00 /bootflash/acvpn.xml

13755338752 bytes available (489017344 bytes used)
"""

VERIFY = """\
....Done!
verify /md5 (bootflash:acvpn.xml) = 84E7972536e584a9d2902352a9aec042
"""

ARCHIVE = """\
The maximum archive configurations allowed is 10.
There are currently 2 archive configurations saved.
The next archive file will be named bootflash:/backup-<timestamp>-2
 Archive #  Name
   1        bootflash:/backup-Nov-24-03-51-44.032-UTC-0
   2        bootflash:/backup-Nov-24-03-53-59.347-UTC-1 <- Most Recent
   3
"""

DIFFERENCES = """\
!Contextual Config Diffs:
+ip scp server enable
interface GigabitEthernet1
 +description outside
-hostname R2
"""

INCREMENTAL = """\
!List of Commands:
ip local pool ACPool 192.168.10.5 192.168.10.10
end
"""

ROLLBACK_TIMER = """\
Time configured(or reconfigured): 22:50:48 UTC Sat Feb 21 2026
Timer type: absolute timer
Timer value: 2 min
User: console
"""

ARCHIVE_LOG = """\
 idx   sess           user@line      Logged command
   97     1        admin@vty0     |logging enable
   98     1        admin@vty0     |aaa authorization network a-eap-author-grp
                                  | local
"""

HTTP_SERVER = """\
HTTP server status: Disabled
HTTP server port: 80
HTTP server authentication method: local
HTTP server IPv4 access class: None
HTTP secure server capability: Present
HTTP secure server status: Enabled
HTTP secure server port: 443
HTTP secure server ciphersuite:  rsa-aes-cbc-sha2 rsa-aes-gcm-sha2
        dhe-aes-cbc-sha2
HTTP secure server TLS version:  TLSv1.3 TLSv1.2
HTTP secure server client authentication: Disabled
HTTP secure server trustpoint: TP-self-signed-1504826562
HTTP secure server peer validation trustpoint:
HTTP secure server active session modules: ALL

HTTP server application session modules:
 Session module Name  Handle Status   Secure-status     Description
HTTP_IFS              1      Active   Active         HTTP based IOS File Server

HTTP server statistics:
Accepted connections total: 1
"""

INTERFACES = """\
Interface              IP-Address      OK? Method Status                Protocol
GigabitEthernet1       192.0.2.1       YES NVRAM  up                    up
Loopback100            10.0.0.1        YES manual up                    up
GigabitEthernet2       unassigned      YES unset  administratively down down
"""

HOSTS = """\
Default domain is example.com
Name servers are 192.0.2.53, 192.0.2.54
NAME  TTL  CLASS   TYPE      DATA/ADDRESS
-----------------------------------------
 vpn.example.com   3600    IN      A       192.0.2.1
"""

CONFIG_LOCK = """\
Parser Configure Lock
---------------------
Owner PID : 3
User : admin
TTY : 2
Type : EXCLUSIVE
State : LOCKED
Class : EXPOSED
Count : 1
Pending Requests : 0
User debug info : configure terminal
Lock active time (in Sec) : 6
"""

CLOCK = "*11:58:48.301 UTC Tue Nov 24 2026\n"

RUNNING_CONFIG = """\
Building configuration...

Current configuration : 6622 bytes
!
! Last configuration change at 10:29:48 UTC Thu Sep 10 2026 by dnac
! NVRAM config last updated at 10:29:00 UTC Thu Sep 10 2026 by admin
!
version 17.15
username test password 0 cisco123
"""

VERSION = """\
Cisco IOS XE Software, Version 16.09.02
Cisco IOS Software [Fuji], Virtual XE Software (X86_64_LINUX_IOSD-UNIVERSALK9-M), Version 16.9.2, RELEASE SOFTWARE (fc4)
Technical Support: http://www.cisco.com/techsupport
Copyright (c) 1986-2018 by Cisco Systems, Inc.
Compiled Mon 05-Nov-18 19:32 by mcpre

ROM: IOS-XE ROMMON

headend1 uptime is 3 weeks, 1 day, 2 hours, 5 minutes
Uptime for this control processor is 3 weeks, 1 day, 2 hours, 6 minutes
System returned to ROM by reload
System restarted at 09:00:00 UTC Mon Nov 2 2026
System image file is "bootflash:packages.conf"
Last reload reason: reload

License Level: ax
Smart Licensing Status: Smart Licensing is DISABLED

cisco CSR1000V (VXE) processor (revision VXE) with 2392579K/3075K bytes of memory.
Processor board ID 9ABCDEFGHIJ
1 Gigabit Ethernet interface
32768K bytes of non-volatile configuration memory.
3985132K bytes of physical memory.
7774207K bytes of virtual hard disk at bootflash:.

Configuration register is 0x2102
"""

PROCESSES = """CPU utilization for five seconds: 14%/2%; one minute: 9%; five minutes: 7%
 PID Runtime(ms)     Invoked      uSecs   5Sec   1Min   5Min TTY Process
 142       40211      106612        377  6.31%  4.28%  3.30%   0 IOSXE-RP Punt Se
   1          12          86        139  0.00%  0.00%  0.00%   0 Chunk Manager
"""

DEBUGGING = """IOSXE Conditional Debug Configs:

Conditional Debug Global State: Stop


IOSXE Packet Tracing Configs:


Packet Infra debugs:

Ip Address                                               Port
------------------------------------------------------|----------

General OS:
  AAA Authentication debugging is on
IKEV2:
  IKEv2 default debugging is on
  IKEv2 packet debugging is on
"""

EVENT_MANAGER = """No.  Class     Type    Event Type          Trap  Time Registered           Secu  Name
1    applet    user    timer countdown     Off   Tue Nov 24 10:29:48 2026  none  headend-undebug
 time 90.000
 maxrun 60.000
 action 1.0 cli command "enable"
 action 2.0 cli command "undebug all"

2    applet    user    timer cron          Off   Tue Nov 24 10:01:46 2026  NIGHTLY
 cron entry {0 3 * * *}
 maxrun 20.000
 action 1.0 syslog msg "hi"

"""

SAMPLES: dict[str, str] = {
    "show version": VERSION,
    "show clock": CLOCK,
    "show running-config": RUNNING_CONFIG,
    "show crypto ikev2 sa detailed": IKEV2_SA,
    "show crypto ikev2 session detailed": IKEV2_SESSION,
    "show crypto ikev2 stats": IKEV2_STATS,
    "show crypto ikev2 stats ext-service": IKEV2_STATS_EXT,
    "show crypto ikev2 stats timeout": IKEV2_STATS_TIMEOUT,
    "show crypto ikev2 stats exchange": IKEV2_STATS_EXCHANGE,
    "show crypto ikev2 stats reconnect": IKEV2_STATS_RECONNECT,
    "show crypto ikev2 stats psh": "ikev2 psh requested: 99\n",
    "show crypto ikev2 sa count": "    0 Negotiating SAs\n    2 Active SAs\n",
    "show crypto ikev2 diagnose error": IKEV2_ERRORS,
    "show crypto ikev2 profile": IKEV2_PROFILE,
    "show crypto ikev2 proposal": IKEV2_PROPOSAL,
    "show crypto ikev2 policy": IKEV2_POLICY,
    "show crypto ikev2 authorization policy": IKEV2_AUTHORIZATION,
    "show crypto session detail": CRYPTO_SESSION,
    "show crypto ipsec sa": IPSEC_SA,
    "show crypto ipsec profile": IPSEC_PROFILE,
    "show crypto ipsec transform-set": TRANSFORM_SET,
    "show crypto pki certificates verbose": CERTIFICATES,
    "show crypto pki trustpoints": TRUSTPOINTS,
    "show crypto pki trustpoints status": TRUSTPOINTS_STATUS,
    "show crypto key mypubkey all": KEYS,
    "show ip local pool": LOCAL_POOL,
    "show derived-config interface Virtual-Access1": DERIVED_CONFIG,
    "show users": USERS,
    "show crypto ssl policy": SSL_POLICY,
    "show crypto ssl profile": SSL_PROFILE,
    "show crypto ssl proposal": "SSL Proposal: sslprop\n Protection: RSA-AES256-SHA1\n",
    "show crypto ssl authorization policy": SSL_AUTHORIZATION,
    "show crypto ssl session profile": SSL_SESSION_PROFILE,
    "show crypto ssl session": SSL_SESSION,
    "show crypto ssl session user": SSL_SESSION_USER,
    "show crypto ssl stats": SSL_STATS,
    "show aaa local user lockout": LOCKOUT,
    "show aaa method-lists all": METHOD_LISTS,
    "dir bootflash:": DIR,
    "show bootflash:": BOOTFLASH,
    "verify /md5 bootflash:": VERIFY,
    "show archive": ARCHIVE,
    "show archive config differences": DIFFERENCES,
    "show archive config incremental-diffs": INCREMENTAL,
    "show archive config rollback timer": ROLLBACK_TIMER,
    "show archive log config all": ARCHIVE_LOG,
    "show ip http server all": HTTP_SERVER,
    "show ip interface brief": INTERFACES,
    "show hosts": HOSTS,
    "show configuration lock": CONFIG_LOCK,
    "show processes cpu": PROCESSES,
    "show debugging": DEBUGGING,
    "show event manager policy registered": EVENT_MANAGER,
}
"""Every command of the catalogue, with output that has at least one record."""
