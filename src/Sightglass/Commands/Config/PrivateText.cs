using System.Text;

namespace Sightglass.Commands.Config;

/// <summary>Writes a text that holds secrets: into a file of its own that only its owner may read, then in the place of the old one.</summary>
internal static class PrivateText
{
    public static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        var next = path + ".new";
        File.Delete(next);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            await using (var stream = new FileStream(next, options))
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
            }

            File.Move(next, path, overwrite: true);
        }
        catch
        {
            File.Delete(next);
            throw;
        }
    }
}
