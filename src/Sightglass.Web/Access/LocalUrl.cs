namespace Sightglass.Web.Access;

/// <summary>Addresses given by the outside that may be redirected to: those on this server only.</summary>
internal static class LocalUrl
{
    /// <summary>The address when it is a path on this server, otherwise <c>/</c>.</summary>
    public static string OrHome(string? address) => IsLocal(address) ? address! : "/";

    // "//host" and "/\host" name another server to a browser; so does either after characters it drops.
    private static bool IsLocal(string? address) =>
        address is ['/', ..]
        && (address.Length == 1 || address[1] is not ('/' or '\\'))
        && !address.Any(char.IsControl);
}
