namespace Sightglass.Gateway.Errors;

/// <summary>Bodies that never vary.</summary>
internal static class ErrorBodies
{
    /// <summary>What a plugin that failed leaves to say.</summary>
    public static ReadOnlyMemory<byte> Unexpected { get; } = """{"message":"An unexpected error occurred"}"""u8.ToArray();
}
