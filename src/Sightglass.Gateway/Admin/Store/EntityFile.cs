using Sightglass.Configuration.Declarative;
using Sightglass.Configuration.Store;
using Sightglass.Configuration.Validation;

namespace Sightglass.Gateway.Admin.Store;

/// <summary>
/// The entities of a gateway that keeps them itself: a declarative configuration in the data directory. It holds secrets, so only the
/// owner may read it, and it is replaced as a whole: a crash leaves the old one or the new one.
/// </summary>
internal sealed class EntityFile(string dataDirectory)
{
    private readonly string _next = System.IO.Path.Combine(dataDirectory, "entities.json.new");

    public string Path { get; } = System.IO.Path.Combine(dataDirectory, "entities.json");

    /// <summary>Reads it; an empty set when there is none yet.</summary>
    /// <exception cref="InvalidDataException">It is not valid; the message says where.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task<EntitySet> LoadAsync(EntityValidator validator, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path))
        {
            return EntitySet.Empty(validator);
        }

        // What was accepted entity by entity must load, however much it has become.
        var loaded = DeclarativeConfiguration.Load(
            await File.ReadAllTextAsync(Path, cancellationToken), validator,
            new LoadOptions { MaxLength = int.MaxValue, MaxValues = int.MaxValue });
        return loaded.Succeeded
            ? loaded.Entities
            : throw new InvalidDataException($"{Path} is not valid:\n" + string.Join('\n', loaded.Errors.Select(error => $"  {error}")));
    }

    /// <summary>Writes a set beside the file, down to the disk. <see cref="Commit"/> puts it in its place.</summary>
    /// <exception cref="IOException">It cannot be written; the file is as before.</exception>
    public async Task PrepareAsync(EntitySet entities, CancellationToken cancellationToken)
    {
        var text = ConfigurationWriter.ToJsonLines(entities);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(dataDirectory);
        }
        else
        {
            Directory.CreateDirectory(dataDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        // A file left behind by a crash would keep its permissions.
        File.Delete(_next);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            await using var stream = new FileStream(_next, options);
            await stream.WriteAsync(text, cancellationToken);
            stream.Flush(flushToDisk: true);
        }
        catch
        {
            Discard();
            throw;
        }
    }

    /// <summary>Puts what was prepared in place.</summary>
    /// <exception cref="IOException">That failed; the file is as before.</exception>
    public void Commit() => File.Move(_next, Path, overwrite: true);

    /// <summary>Drops what was prepared.</summary>
    public void Discard()
    {
        try
        {
            File.Delete(_next);
        }
        catch (IOException)
        {
            // The next write deletes it first.
        }
    }
}
