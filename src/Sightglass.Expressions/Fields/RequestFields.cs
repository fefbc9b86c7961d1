using System.Collections.Immutable;

namespace Sightglass.Expressions.Fields;

// Plain data, and the one place in this project that names anything of HTTP. The router's catalogue (Configuration) and the sampling
// catalogue (Tracing) both contain these fields with the same ids, so that one source of values serves both, and neither project may
// reference the other. Nothing else here uses them: the language takes its fields from the catalogue it is given.

/// <summary>The fields of a request that is being routed, for the http and the stream subsystem. All are known from the start.</summary>
public static class RequestFields
{
    /// <summary>What a connection has, whatever it carries: the fields of the stream subsystem.</summary>
    public static ImmutableArray<FieldDefinition> Stream { get; } =
    [
        new(RequestFieldIds.NetProtocol, "net.protocol", FieldType.String) { Meaning = "The request's scheme: http or https." },
        new(RequestFieldIds.TlsSni, "tls.sni", FieldType.String) { Meaning = "The server name of the TLS connection; absent without TLS." },
        new(RequestFieldIds.NetSourceAddress, "net.src.ip", FieldType.IpAddr) { Meaning = "The client's address, after real-IP processing." },
        new(RequestFieldIds.NetSourcePort, "net.src.port", FieldType.Int) { Meaning = "The client's port." },
        new(RequestFieldIds.NetDestinationAddress, "net.dst.ip", FieldType.IpAddr) { Meaning = "The address the request arrived at." },
        new(RequestFieldIds.NetDestinationPort, "net.dst.port", FieldType.Int)
        {
            Meaning = "The port in the Host header, otherwise the port the request arrived at.",
            DeprecatedAliases = ["net.port"],
        },
    ];

    /// <summary>The fields of the http subsystem: those of the stream subsystem and what a request line and headers say.</summary>
    public static ImmutableArray<FieldDefinition> Http { get; } =
    [
        .. Stream,
        new(RequestFieldIds.HttpMethod, "http.method", FieldType.String) { Meaning = "The request method, as sent." },
        new(RequestFieldIds.HttpHost, "http.host", FieldType.String) { Meaning = "The Host header without its port, case as sent." },
        new(RequestFieldIds.HttpPath, "http.path", FieldType.String) { Meaning = "The normalised path, without the query." },
        new(RequestFieldIds.HttpPathSegmentCount, "http.path.segments.len", FieldType.Int)
        {
            Meaning = "How many segments the path has; empty ones at the end do not count.",
        },
        new(RequestFieldIds.HttpPathSegment, "http.path.segments.*", FieldType.String)
        {
            Meaning = "One segment of the path by its zero-based index, or segments a to b joined with / as a_b; absent beyond the last.",
            LabelRule = SegmentLabel.Check,
            LabelHint = "write len, an index such as 0, or a range such as 0_2",
        },
        new(RequestFieldIds.HttpHeader, "http.headers.*", FieldType.String)
        {
            Meaning = "A request header, one value a line; the name in lower case with _ for -.",
            LabelRule = HeaderLabel.Check,
            LabelHint = "write header names with _ for -, for example http.headers.x_request_id",
        },
        new(RequestFieldIds.HttpQuery, "http.queries.*", FieldType.String)
        {
            Meaning = "A query parameter, one value an occurrence; the name is case-sensitive.",
            LabelHint = "a query parameter whose name has other characters than letters, digits and _ cannot be named in an expression",
        },
    ];
}
