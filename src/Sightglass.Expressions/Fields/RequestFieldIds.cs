namespace Sightglass.Expressions.Fields;

/// <summary>The ids of <see cref="RequestFields"/>, as constants to switch on. Ids from 100 upwards are for other catalogues.</summary>
public static class RequestFieldIds
{
    public const int NetProtocol = 0;
    public const int TlsSni = 1;
    public const int HttpMethod = 2;
    public const int HttpHost = 3;
    public const int HttpPath = 4;
    public const int HttpPathSegment = 5;
    public const int HttpPathSegmentCount = 6;
    public const int HttpHeader = 7;
    public const int HttpQuery = 8;
    public const int NetSourceAddress = 9;
    public const int NetSourcePort = 10;
    public const int NetDestinationAddress = 11;
    public const int NetDestinationPort = 12;
}
