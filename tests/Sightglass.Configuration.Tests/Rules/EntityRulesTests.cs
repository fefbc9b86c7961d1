using System.Text.Json.Nodes;
using Sightglass.Configuration.Entities;
using Sightglass.Configuration.Validation;

namespace Sightglass.Configuration.Tests.Rules;

/// <summary>What is wrong with entities, in the field's words, as the Admin API and <c>config validate</c> say it.</summary>
public sealed class EntityRulesTests
{
    private const string Rfc3986 = "(characters outside of the reserved list of RFC 3986 found)";

    [Theory]
    [InlineData("{'protocol': null}", "host: required field missing", "protocol: required field missing")]
    [InlineData("{'host': 'a', 'protocol': 'ftp'}", "protocol: expected one of: grpc, grpcs, http, https, tcp, tls, tls_passthrough, udp")]
    [InlineData("{'host': 'a', 'retries': -1}", "retries: value should be between 0 and 32767")]
    [InlineData("{'host': 'a', 'retries': 10000000000}", "retries: value should be between 0 and 32767")]
    [InlineData("{'host': 'a', 'retries': 1.5}", "retries: expected an integer")]
    [InlineData("{'host': 'a', 'connect_timeout': 0}", "connect_timeout: value should be between 1 and 2147483646")]
    [InlineData("{'host': 'a', 'read_timeout': 2147483647}", "read_timeout: value should be between 1 and 2147483646")]
    [InlineData("{'host': 'a', 'path': false}", "path: expected a string")]
    [InlineData("{'host': 'a', 'path': ''}", "path: length must be at least 1")]
    [InlineData("{'host': 'a', 'path': 'foo'}", "path: should start with: /")]
    [InlineData("{'host': 'a', 'path': '/foo//bar'}", "path: must not have empty segments")]
    [InlineData("{'host': 'a', 'path': '/foo/bar//'}", "path: must not have empty segments")]
    [InlineData("{'host': 'a', 'path': '//foo/bar'}", "path: must not have empty segments")]
    [InlineData("{'host': 'a', 'path': '/users/|foo/profile'}", $"path: invalid path: '/users/|foo/profile' {Rfc3986}")]
    [InlineData("{'host': 'a', 'path': '/users/(this|foo/profile)'}", $"path: invalid path: '/users/(this|foo/profile)' {Rfc3986}")]
    [InlineData("{'host': 'a', 'path': '/some%2words'}", "path: invalid url-encoded value: '%2w'")]
    [InlineData("{'host': 'a', 'path': '/some%0Xwords'}", "path: invalid url-encoded value: '%0X'")]
    [InlineData("{'host': 'a', 'path': '/some%20words%'}", "path: invalid url-encoded value: '%'")]
    [InlineData("{'host': 'a', 'path': '/some%20words%a'}", "path: invalid url-encoded value: '%a'")]
    [InlineData("{'host': 'a', 'path': '/some%20words%ax'}", "path: invalid url-encoded value: '%ax'")]
    [InlineData("{'host': false}", "host: expected a string")]
    [InlineData("{'host': ''}", "host: length must be at least 1")]
    [InlineData("{'host': '/example'}", "host: invalid value: /example")]
    [InlineData("{'host': '.example'}", "host: invalid value: .example")]
    [InlineData("{'host': 'example:'}", "host: invalid value: example:")]
    [InlineData("{'host': 'mock;bin'}", "host: invalid value: mock;bin")]
    [InlineData("{'host': 'example.org-'}", "host: invalid value: example.org-")]
    [InlineData("{'host': '*example.com'}", "host: invalid value: *example.com")]
    [InlineData("{'host': 'www.example*'}", "host: invalid value: www.example*")]
    [InlineData("{'host': 'example.com:1000000'}", "host: must not have a port")]
    [InlineData("{'host': 'a', 'name': false}", "name: expected a string")]
    [InlineData("{'host': 'a', 'name': ''}", "name: length must be at least 1")]
    [InlineData("{'host': 'a', 'name': 'examp le'}", "name: invalid value 'examp le': the only accepted ascii characters are alphanumerics or ., -, _, and ~")]
    [InlineData("{'host': 'a', 'name': 'examp:le'}", "name: invalid value 'examp:le': the only accepted ascii characters are alphanumerics or ., -, _, and ~")]
    [InlineData("{'host': 'a', 'protocol': 'tcp', 'path': '/'}", "failed conditional validation given value of field 'protocol'", "path: value must be null")]
    [InlineData("{'host': 'a', 'protocol': 'grpc', 'path': '/'}", "failed conditional validation given value of field 'protocol'", "path: value must be null")]
    public void Service(string json, params string[] problems) => Check(EntityTypes.Services, json, problems);

    [Theory]
    [InlineData("/")]
    [InlineData("/abcd~user~2")]
    [InlineData("/abcd%aa%10%ff%AA%FF")]
    [InlineData("/ovo/")]
    [InlineData("/hello/path$with$!&()*+,;=stuff")]
    public void Service_PathsThatAreFine(string path) => Check(EntityTypes.Services, $"{{'host': 'a', 'path': '{path}'}}");

    [Theory]
    [InlineData("'protocols': null, 'paths': ['/']", "protocols: required field missing")]
    [InlineData("'protocols': [], 'paths': ['/']", "protocols: length must be at least 1")]
    [InlineData("'protocols': ['ftp', 'nope'], 'paths': ['bad'], 'nope': 1", "protocols: unknown type: ftp")]
    [InlineData("'protocols': 'ftp'", "protocols: unknown type: ftp")]
    [InlineData("'protocols': ['ftp', 'http'], 'paths': ['/']", "protocols.1: expected one of: grpc, grpcs, http, https, tcp, tls, tls_passthrough, udp")]
    [InlineData("'protocols': ['http', 'tcp'], 'paths': ['/']", "protocols: these sets are mutually exclusive: ('http', 'https'), ('tcp', 'tls', 'udp')")]
    [InlineData("'protocols': ['https', 'tls'], 'paths': ['/']", "protocols: these sets are mutually exclusive: ('http', 'https'), ('tcp', 'tls', 'udp')")]
    [InlineData("'protocols': ['http', 'grpc'], 'paths': ['/']", "protocols: these sets are mutually exclusive: ('http', 'https'), ('grpc', 'grpcs')")]
    [InlineData("'protocols': ['tls', 'tls_passthrough'], 'snis': ['a.test']", "protocols: these sets are mutually exclusive: ('tcp', 'tls', 'udp'), ('tls_passthrough')")]
    [InlineData("'paths': [false]", "paths.1: expected a string")]
    [InlineData("'paths': ['']", "paths.1: length must be at least 1")]
    [InlineData("'paths': ['foo']", "paths.1: should start with: / (fixed path) or ~/ (regex path)")]
    [InlineData("'paths': ['/foo//bar', '/foo/bar//', '//foo/bar']", "paths.1: must not have empty segments", "paths.2: must not have empty segments", "paths.3: must not have empty segments")]
    [InlineData("'paths': ['/some%2words']", "paths.1: invalid url-encoded value: '%2w'")]
    [InlineData("'paths': ['/some%20words%ax']", "paths.1: invalid url-encoded value: '%ax'")]
    [InlineData("'hosts': [false]", "hosts.1: expected a string")]
    [InlineData("'hosts': ['']", "hosts.1: length must be at least 1")]
    [InlineData("'hosts': ['/example']", "hosts.1: invalid hostname: /example")]
    [InlineData("'headers': {'location': true}", "headers: expected an array")]
    [InlineData("'headers': {'location': [true]}", "headers.1: expected a string")]
    [InlineData("'headers': {'location': ['']}", "headers.1: length must be at least 1")]
    [InlineData("'headers': {'HoSt': ['a']}", "headers: cannot contain 'host' header, which must be specified in the 'hosts' attribute")]
    [InlineData("'methods': [false]", "methods.1: expected a string")]
    [InlineData("'methods': ['']", "methods.1: length must be at least 1")]
    [InlineData("'methods': ['HELLO WORLD']", "methods.1: invalid value: HELLO WORLD")]
    [InlineData("'methods': ['get']", "methods.1: invalid value: get")]
    [InlineData("'paths': ['/'], 'https_redirect_status_code': 404", "https_redirect_status_code: expected one of: 426, 301, 302, 307, 308")]
    [InlineData("'paths': ['/'], 'service': {'id': null}", "service.id: required field missing")]
    [InlineData("'paths': ['/'], 'service': {'id': 'blergh'}", "service.id: expected a valid UUID")]
    [InlineData("'paths': ['/'], 'path_handling': 'v2'", "path_handling: expected one of: v0, v1")]
    [InlineData("'protocols': ['tcp'], 'sources': [{'ip': '127.0.0.1'}], 'paths': ['/']", "paths: cannot set 'paths' when 'protocols' is 'tcp', 'tls', 'tls_passthrough' or 'udp'")]
    [InlineData("'protocols': ['udp'], 'sources': [{'ip': '127.0.0.1'}], 'methods': ['GET']", "methods: cannot set 'methods' when 'protocols' is 'tcp', 'tls', 'tls_passthrough' or 'udp'")]
    [InlineData("'protocols': ['tcp'], 'sources': [{'ip': '127.0.0.1'}, {'port': 65536}]", "sources.2.port: value should be between 0 and 65535")]
    [InlineData("'protocols': ['tcp'], 'destinations': [{'ip': ':::1'}]", "destinations.1.ip: invalid ip or cidr range: ':::1'")]
    [InlineData("'protocols': ['tcp'], 'destinations': [{'ip': 'localhost'}]", "destinations.1.ip: invalid ip or cidr range: 'localhost'")]
    [InlineData("'protocols': ['tcp'], 'destinations': [{'ip': '0.0.0.0/33'}]", "destinations.1.ip: invalid ip or cidr range: '0.0.0.0/33'")]
    [InlineData("'protocols': ['tcp'], 'destinations': [{'ip': '::/129'}]", "destinations.1.ip: invalid ip or cidr range: '::/129'")]
    [InlineData("'protocols': ['tcp'], 'destinations': [{'ip': '1/0'}]", "destinations.1.ip: invalid ip or cidr range: '1/0'")]
    [InlineData("'protocols': ['tcp', 'udp'], 'snis': ['example.org']", "'snis' can only be set when 'protocols' is 'grpcs', 'https', 'tls' or 'tls_passthrough'", "snis: length must be 0")]
    [InlineData("'protocols': ['tcp']", "must set one of 'sources', 'destinations', 'snis' when 'protocols' is 'tcp', 'tls' or 'udp'")]
    [InlineData("'protocols': ['http']", "must set one of 'methods', 'hosts', 'headers', 'paths' when 'protocols' is 'http'")]
    [InlineData("'protocols': ['https']", "must set one of 'methods', 'hosts', 'headers', 'paths', 'snis' when 'protocols' is 'https'")]
    [InlineData("'protocols': ['grpc']", "must set one of 'hosts', 'headers', 'paths' when 'protocols' is 'grpc'")]
    [InlineData("'protocols': ['grpcs']", "must set one of 'hosts', 'headers', 'paths', 'snis' when 'protocols' is 'grpcs'")]
    [InlineData("'protocols': ['tls_passthrough'], 'sources': [{'ip': '127.0.0.1'}]", "must set snis when 'protocols' is 'tls_passthrough'", "sources: cannot set 'sources' when 'protocols' is 'tls_passthrough'")]
    [InlineData("'protocols': ['grpc'], 'paths': ['/foo'], 'methods': ['GET']", "methods: cannot set 'methods' when 'protocols' is 'grpc' or 'grpcs'")]
    [InlineData("'protocols': ['grpcs'], 'hosts': ['a.test'], 'strip_path': true", "strip_path: cannot set 'strip_path' when 'protocols' is 'grpc' or 'grpcs'")]
    [InlineData("'paths': ['/%20']", "paths.1: non-normalized path, consider use '/ ' instead")]
    public void Route(string fields, params string[] problems) => Check(EntityTypes.Routes, $"{{{fields}}}", problems);

    [Theory]
    [InlineData("{}", "name: required field missing")]
    [InlineData("{'name': '123.123.123.123'}", "name: Invalid name ('123.123.123.123'); no ip addresses allowed")]
    [InlineData("{'name': 'fafa fafa'}", "name: Invalid name ('fafa fafa'); must be a valid hostname")]
    [InlineData("{'name': 'name:80'}", "name: Invalid name ('name:80'); no port allowed")]
    [InlineData("{'name': 'a', 'host_header': 'http://ahostname.test'}", "host_header: invalid hostname: http://ahostname.test")]
    [InlineData("{'name': 'a', 'host_header': 'ahostname-'}", "host_header: invalid hostname: ahostname-")]
    [InlineData("{'name': 'a', 'hash_on': 'header'}", "failed conditional validation given value of field 'hash_on'", "hash_on_header: required field missing")]
    [InlineData("{'name': 'a', 'hash_on': 'cookie'}", "failed conditional validation given value of field 'hash_on'", "hash_on_cookie: required field missing")]
    [InlineData("{'name': 'a', 'hash_on': 'none', 'hash_fallback': 'ip'}", "failed conditional validation given value of field 'hash_on'", "hash_fallback: expected one of: none")]
    [InlineData("{'name': 'a', 'hash_on': 'ip', 'hash_fallback': 'ip'}", "failed conditional validation given value of field 'hash_on'", "hash_fallback: expected one of: none, consumer, header, cookie, path, query_arg, uri_capture")]
    [InlineData("{'name': 'a', 'hash_on': 'query_arg', 'hash_on_query_arg': 'same', 'hash_fallback': 'query_arg', 'hash_fallback_query_arg': 'same'}", "values of these fields must be distinct: 'hash_on_query_arg', 'hash_fallback_query_arg'")]
    [InlineData("{'name': 'a', 'hash_on': 'uri_capture', 'hash_on_uri_capture': 'same', 'hash_fallback': 'uri_capture', 'hash_fallback_uri_capture': 'same'}", "values of these fields must be distinct: 'hash_on_uri_capture', 'hash_fallback_uri_capture'")]
    [InlineData("{'name': 'a', 'hash_on': 'query_arg', 'hash_on_query_arg': ''}", "hash_on_query_arg: length must be at least 1")]
    [InlineData("{'name': 'a', 'slots': 9}", "slots: value should be between 10 and 65536")]
    [InlineData("{'name': 'a', 'algorithm': 'random'}", "algorithm: expected one of: consistent-hashing, least-connections, round-robin, latency")]
    public void Upstream(string json, params string[] problems) => Check(EntityTypes.Upstreams, json, problems);

    [Theory]
    [InlineData("'active': {'timeout': -1}", "active.timeout: value should be between 0 and 65535")]
    [InlineData("'active': {'concurrency': 0.5}", "active.concurrency: expected an integer")]
    [InlineData("'active': {'concurrency': 0}", "active.concurrency: value should be between 1 and 2147483648")]
    [InlineData("'active': {'http_path': ''}", "active.http_path: length must be at least 1")]
    [InlineData("'active': {'http_path': 'ovo'}", "active.http_path: should start with: /")]
    [InlineData("'active': {'https_sni': '127.0.0.1'}", "active.https_sni: must not be an IP")]
    [InlineData("'active': {'https_sni': 'example.com:1234'}", "active.https_sni: must not have a port")]
    [InlineData("'active': {'https_verify_certificate': 'ovo'}", "active.https_verify_certificate: expected a boolean")]
    [InlineData("'active': {'headers': 0}", "active.headers: expected a map")]
    [InlineData("'active': {'headers': {'x-header': 123}}", "active.headers: expected an array")]
    [InlineData("'active': {'healthy': {'interval': -1}}", "active.healthy.interval: value should be between 0 and 65535")]
    [InlineData("'active': {'healthy': {'http_statuses': 404}}", "active.healthy.http_statuses: expected an array")]
    [InlineData("'active': {'healthy': {'http_statuses': ['ovo']}}", "active.healthy.http_statuses.1: expected an integer")]
    [InlineData("'active': {'healthy': {'http_statuses': [99]}}", "active.healthy.http_statuses.1: value should be between 100 and 999")]
    [InlineData("'active': {'healthy': {'successes': 256}}", "active.healthy.successes: value should be between 0 and 255")]
    [InlineData("'passive': {'unhealthy': {'timeouts': -1}}", "passive.unhealthy.timeouts: value should be between 0 and 255")]
    [InlineData("'active': {'type': 'tcp', 'healthy': {'http_statuses': [200]}, 'unhealthy': {'interval': 'x'}}", "active.unhealthy.interval: expected a number")]
    [InlineData("'threshold': 101", "threshold: value should be between 0 and 100")]
    [InlineData("'threshold': '50'", "threshold: expected a number")]
    public void Upstream_Healthchecks(string fields, string problem) =>
        Check(EntityTypes.Upstreams, $"{{'name': 'a', 'healthchecks': {{{fields}}}}}", $"healthchecks.{problem}");

    [Theory]
    [InlineData("'target': 'hostname:1.0'", "target: Invalid target ('hostname:1.0'); not a valid hostname or ip address")]
    [InlineData("'target': 'a.test', 'weight': 65536", "weight: value should be between 0 and 65535")]
    [InlineData("'weight': 1", "target: required field missing")]
    public void Target(string fields, string problem) =>
        Check(EntityTypes.Targets, $"{{{fields}, 'upstream': {{'id': '00000000-0000-0000-0000-000000000001'}}}}", problem);

    [Theory]
    [InlineData("{'nope': 1, 'protocols': 'x'}", "name: required field missing")]
    [InlineData("{'name': 'nope', 'nope': 1, 'config': {'nope': 1}}", "name: plugin 'nope' not enabled; add it to the 'plugins' configuration property")]
    public void Plugin_OfUnknownKind(string json, string problem) => Check(EntityTypes.Plugins, json, problem);

    [Theory]
    [InlineData("{'prefix': 'env'}", "name: required field missing")]
    [InlineData("{'name': 'nope', 'prefix': 'env'}", "name: vault 'nope' is not installed")]
    public void Vault_OfUnknownKind(string json, string problem) => Check(EntityTypes.Vaults, json, problem);

    [Theory]
    [InlineData("{}", "at least one of these fields must be non-empty: 'custom_id', 'username'")]
    [InlineData("{'username': ''}", "username: length must be at least 1")]
    [InlineData("{'username': 'a', 'tags': ['a,b']}", "tags.1: invalid tag 'a,b': expected printable ascii (except `,` and `/`) or valid utf-8 sequences")]
    [InlineData("{'username': 'a', 'tags': ['a/b']}", "tags.1: invalid tag 'a/b': expected printable ascii (except `,` and `/`) or valid utf-8 sequences")]
    [InlineData("{'username': 'a', 'tags': 'x'}", "tags: expected a set")]
    [InlineData("{'username': 'a', 'id': 'x'}", "id: expected a valid UUID")]
    [InlineData("{'username': 'a', 'nope': 1}", "nope: unknown field")]
    public void Consumer(string json, params string[] problems) => Check(EntityTypes.Consumers, json, problems);

    private static void Check(EntityType type, string json, params string[] problems)
    {
        var result = TestPlugins.Validator().Validate(type, Json.Of(json));

        Assert.Equal(problems, Flat("", result.Fields).Order(StringComparer.Ordinal));
    }

    /// <summary>The answer's <c>fields</c>, a line each: positions from 1, and no name for what is said of the entity as a whole.</summary>
    private static IEnumerable<string> Flat(string path, JsonNode? problems) => problems switch
    {
        JsonObject fields => fields.SelectMany(field => Flat($"{path}.{field.Key}", field.Value)),
        JsonArray list when path == $".{FieldPath.Entity}" => list.Select(problem => problem!.GetValue<string>()),
        JsonArray list => list.SelectMany((problem, index) => Flat($"{path}.{index + 1}", problem)),
        null => [],
        _ => [$"{path.TrimStart('.')}: {problems.GetValue<string>()}"],
    };
}
