namespace Sightglass.Quickstart;

/// <summary>Files that only their owner may read, written whole: beside the old one, then put in its place.</summary>
internal static class PrivateFiles
{
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var next = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(next, options))
        {
            file.Write(content);
        }

        File.Move(next, path, overwrite: true);
    }
}
