#!/usr/bin/env python3
"""A second verifier of exports, written apart from the first, in another language and with its standard library only.

usage: verify.py POLICY.json [--since CHECKPOINT] EXPORT...     prints "ok FILE" or "no FILE: why", one line for each export

It shares nothing with the product but the published formats (RFC 6962, RFC 8032, RFC 8785, C2SP notes) and libs/ledger/README.md.
Not checked here: that entries.csv is what the entries render to (its hash is).
"""
import base64, hashlib, json, re, sys
from decimal import Decimal

sha = lambda *parts: hashlib.sha256(b''.join(parts)).digest()
node = lambda left, right: sha(b'\1', left, right)

def need(condition, why):
    if not condition:
        raise ValueError(why)

def b64(text, length=None):
    raw = base64.b64decode(text, validate=True)
    need(base64.b64encode(raw).decode() == text and length in (None, len(raw)), 'base64')
    return raw

def number(text):
    need(isinstance(text, str) and re.fullmatch(r'0|[1-9][0-9]{0,19}', text) and int(text) < 2**64, 'number')
    return int(text)

# --- RFC 8785
def jcs(v):
    if isinstance(v, dict):
        return '{' + ','.join(jcs(k) + ':' + jcs(v[k]) for k in sorted(v, key=lambda k: k.encode('utf-16-be'))) + '}'
    if isinstance(v, list):
        return '[' + ','.join(map(jcs, v)) + ']'
    if isinstance(v, (int, float)) and not isinstance(v, bool):
        sign, digits, exponent = Decimal(repr(float(v))).normalize().as_tuple()
        d, n = ''.join(map(str, digits)), len(digits) + exponent
        if d == '0': return '0'
        if len(d) <= n <= 21: text = d + '0' * (n - len(d))
        elif 0 < n <= 21: text = d[:n] + '.' + d[n:]
        elif -6 < n <= 0: text = '0.' + '0' * -n + d
        else: text = d[0] + ('.' + d[1:] if len(d) > 1 else '') + 'e' + ('+' if n > 1 else '-') + str(abs(n - 1))
        return '-' * sign + text
    return json.dumps(v, ensure_ascii=False)

def parse(raw):
    value = json.loads(raw.decode('utf-8'))
    need(jcs(value).encode('utf-8') == raw, 'not canonical')
    return value

# --- RFC 8032
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P

def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P

def times(k, p):
    r = (0, 1, 1, 0)
    while k:
        r, p, k = (add(r, p) if k & 1 else r), add(p, p), k >> 1
    return r

def point(raw):
    y = int.from_bytes(raw, 'little')
    odd, y = y >> 255, y & (2**255 - 1)
    need(y < P, 'point')
    xx = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(xx, (P + 3) // 8, P)
    x = x if x * x % P == xx else x * pow(2, (P - 1) // 4, P) % P
    need(x * x % P == xx and not (x == 0 and odd), 'point')
    x = P - x if x & 1 != odd else x
    return x, y, 1, x * y % P

BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, 'little'))

def ed25519(key, message, signature):
    need(len(signature) == 64, 'signature length')
    s = int.from_bytes(signature[32:], 'little')
    need(s < L, 'signature range')
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), 'little') % L
    left, right = times(s, BASE), add(point(signature[:32]), times(h, point(key)))
    need(all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1)), 'signature')

# --- C2SP signed-note, tlog-checkpoint, tlog-cosignature
def note(raw, keys):
    """The text and the names of those keys that signed it; any wrong signature of one of them is an end."""
    text = raw.decode('utf-8')
    need(not re.search('[\0-\x09\x0b-\x1f]', text) and '\n\n' in text and text.endswith('\n'), 'note')
    at = text.rindex('\n\n') + 1
    body, signed, count = text[:at], set(), 0
    for line in text[at + 1:-1].split('\n'):
        found = re.fullmatch(r'— ([^\s+]+) ([^ ]+)', line)
        need(found, 'signature line')
        signature, count = b64(found[2]), count + 1
        for key in keys:
            name, key_id, material = key.split('+', 2)
            kind, public = b64(material)[:1], b64(material)[1:]
            if (name, bytes.fromhex(key_id)) != (found[1], signature[:4]): continue
            need(sha(name.encode(), b'\n', kind, public)[:4] == signature[:4], 'key id')
            if kind == b'\1': ed25519(public, body.encode(), signature[4:])
            else: ed25519(public, b'cosignature/v1\ntime %d\n' % int.from_bytes(signature[4:12], 'big') + body.encode(), signature[12:])
            signed.add(key)
    need(signed, 'nobody known signed')
    return body, signed, count

def checkpoint(raw, policy, quorum):
    origin = raw.decode('utf-8').split('\n')[0]
    log = [entry for entry in policy['logs'] if entry['origin'] == origin]
    need(log, 'unknown log')
    bounds = {key if isinstance(key, str) else key['key']: None if isinstance(key, str) else key.get('maxSize') for key in log[0]['keys']}
    witnesses = policy.get('witnesses', {}).get('keys', [])
    body, signed, _ = note(raw, [*bounds, *witnesses])
    _, size, root = body.split('\n')[:3]
    need(any(key in signed and (bound is None or number(size) <= number(bound)) for key, bound in bounds.items()), 'log key')
    need(len({key.split('+')[0] for key in signed if key in witnesses}) >= quorum, 'quorum')
    return origin, number(size), b64(root, 32)

# --- RFC 9162 sections 2.1.3.2 and 2.1.4.2, and ranges as complete subtrees left and right of them
def inclusion(leaf, index, size, proof, root):
    need(index < size, 'index')
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        need(sn, 'too long')
        if fn & 1 or fn == sn:
            r = node(p, r)
            while fn and not fn & 1: fn, sn = fn >> 1, sn >> 1
        else: r = node(r, p)
        fn, sn = fn >> 1, sn >> 1
    need(sn == 0 and r == root, 'inclusion')

def consistency(one, two, proof):
    (size1, root1), (size2, root2) = one, two
    need(0 < size1 <= size2, 'sizes')
    if size1 == size2: return need(root1 == root2 and not proof, 'fork')
    need(proof, 'empty proof')
    proof = ([root1] if size1 & (size1 - 1) == 0 else []) + proof
    fn, sn, fr, sr = size1 - 1, size2 - 1, proof[0], proof[0]
    while fn & 1: fn, sn = fn >> 1, sn >> 1
    for c in proof[1:]:
        need(sn, 'too long')
        if fn & 1 or fn == sn:
            fr, sr = node(c, fr), node(c, sr)
            while fn and not fn & 1: fn, sn = fn >> 1, sn >> 1
        else: sr = node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    need(sn == 0 and fr == root1 and sr == root2, 'consistency')

def cover(start, end):
    while start < end:
        width = start & -start or 1 << 64
        while width > end - start: width >>= 1
        yield width
        start += width

def range_root(start, end, size, proof, leaves):
    left, right = list(cover(0, start)), list(cover(end, size))
    need(len(proof) == len(left) + len(right) and len(leaves) == end - start, 'range')
    stack = []
    for width, value in [*zip(left, proof), *((1, leaf) for leaf in leaves), *zip(right, proof[len(left):])]:
        while stack and stack[-1][0] == width:
            width, value = 2 * width, node(stack.pop()[1], value)
        stack.append((width, value))
    root = stack.pop()[1] if stack else sha()
    while stack: root = node(stack.pop()[1], root)
    return root

# --- the archive: plain tar, every header exactly as the product writes it
def members(raw, names):
    at, found = 0, {}
    for name in names:
        size = int(raw[at + 124:at + 135], 8)
        fields = name.encode().ljust(100, b'\0') + b'0000644\0' + b'0000000\0' * 2 + b'%011o\0' % size + b'%011o\0' % 0
        tail = b'0' + bytes(100) + b'ustar\x0000' + bytes(64) + b'0000000\0' * 2 + bytes(167)
        total = sum(fields + b' ' * 8 + tail)
        need(raw[at:at + 512] == fields + b'%06o\0 ' % total + tail, 'header')
        found[name] = raw[at + 512:at + 512 + size]
        end = at + 512 + size
        at = end + -end % 512
        need(len(found[name]) == size and not any(raw[end:at]), 'content')
    need(raw[at:] == bytes(1024), 'end')
    return found

def commitments(value, path, owner):
    if isinstance(value, dict) and value.get('kind') == 'member' and isinstance(value.get('id'), str): owner = 'member:' + value['id']
    for key, each in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(each, dict) and isinstance(each.get('commit'), str): yield f'{path}{key}', each, owner
        elif isinstance(each, (dict, list)): yield from commitments(each, f'{path}{key}.', owner)

def lines(raw):
    need(raw == b'' or raw.endswith(b'\n'), 'last line')
    return raw.split(b'\n')[:-1]

def verify(raw, policy, since):
    parts = ['checkpoint', 'proofs.json', 'erasures.jsonl', 'entries.jsonl', 'entries.csv']
    m = members(raw, ['manifest.json', 'manifest.sig', *parts])
    body, _, count = note(m['manifest.json'] + m['manifest.sig'], policy['exports'])
    need(body.encode() == m['manifest.json'] and count == 1, 'manifest signature')
    manifest = parse(m['manifest.json'][:-1])
    need(manifest['format'] == 'handoff-export/1', 'format')
    need(manifest['parts'] == [{'name': p, 'bytes': str(len(m[p])), 'sha256': hashlib.sha256(m[p]).hexdigest()} for p in parts], 'parts')
    origin, size, root = checkpoint(m['checkpoint'], policy, policy.get('witnesses', {}).get('quorum', 0))
    need((origin, size) == (manifest['origin'], number(manifest['size'])) and origin.endswith('/' + manifest['workspace']), 'manifest')
    need('since' not in manifest or 0 < number(manifest['since']) <= size, 'since')
    proofs = {name: [b64(h, 32) for h in hashes] for name, hashes in parse(m['proofs.json'][:-1]).items()}
    if since:
        old_origin, *old = checkpoint(since, policy, 0)
        grown = old_origin == origin and 0 < old[0] < size
        need(old_origin == origin and (not grown or manifest.get('since') == str(old[0])), 'since')
        consistency(old, (size, root), proofs['consistency'] if grown else [])
    erased = set()
    for line in lines(m['erasures.jsonl']):
        row = parse(line)
        leaf = row['leaf']
        inclusion(sha(b'\0', jcs(leaf).encode()), number(row['i']), size, [b64(h, 32) for h in row['proof']], root)
        kind = {'ContactErased': 'contact', 'MemberErased': 'member'}[leaf['type']]
        need(leaf['workspace'] == manifest['workspace'] and f'{kind}:{leaf[kind]}' not in erased, 'erasure')
        erased.add(f'{kind}:{leaf[kind]}')
    start, end = (number(manifest['range'][side]) for side in ('start', 'end'))
    hashes, seen, withheld, erased_rows = [], {}, 0, 0
    for index, line in enumerate(lines(m['entries.jsonl']), start):
        row = parse(line)
        need(row['i'] == str(index), 'row number')
        if 'h' in row:
            need(set(row) == {'h', 'i'}, 'row')
            hashes.append(b64(row['h'], 32))
            withheld += 1
            continue
        need(set(row) <= {'i', 'leaf', 'open'} and row.get('open') != {}, 'row')
        leaf, opened = row['leaf'], row.get('open', {})
        hashes.append(sha(b'\0', jcs(leaf).encode()))
        need(leaf['v'] == '1' and leaf['workspace'] == manifest['workspace'], 'leaf')
        entry, last = number(leaf['entry']), seen.get(leaf['stream'], (0, 0) if start == 0 else None)
        need(entry > 0 and (not last or 0 < entry - last[0] <= 1 + withheld - last[1]), 'entry count')
        seen[leaf['stream']] = entry, withheld
        found = list(commitments(leaf, '', 'contact:' + leaf['contact'] if 'contact' in leaf else None))
        need({path for path, _, _ in found} == set(opened), 'openings')
        for path, commitment, owner in found:
            if opened[path] == {'erased': True}:
                need(owner in erased, 'erasure without its leaf')
                continue
            value = jcs(opened[path]['value']).encode()
            need(b64(commitment['commit']) == sha(b'handoff-ctx/1', b64(opened[path]['salt'], 32), value), 'opening')
            need(commitment.get('bytes', str(len(value))) == str(len(value)), 'opening length')
        erased_rows += any(opening == {'erased': True} for opening in opened.values())
    need(range_root(start, end, size, proofs['range'], hashes) == root, 'range proof')
    counts = {'matched': len(hashes) - withheld, 'withheld': withheld, 'erased': erased_rows}
    need(all(manifest['counts'][name] == str(count) for name, count in counts.items()), 'counts')

if __name__ == '__main__':
    policy_file, *files = sys.argv[1:]
    held = open(files[1], 'rb').read() if files[0] == '--since' else None
    with open(policy_file, encoding='utf-8') as file:
        trusted = json.load(file)
    for name in files[2:] if held else files:
        try:
            verify(open(name, 'rb').read(), trusted, held)
            print('ok', name)
        except Exception as error:  # whatever it stumbles over, it has not verified
            print(f'no {name}: {type(error).__name__} {error}')
