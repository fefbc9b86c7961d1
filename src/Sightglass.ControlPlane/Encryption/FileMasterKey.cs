using System.Security.Cryptography;
using System.Text;
using Sightglass.ControlPlane.Hosting;

namespace Sightglass.ControlPlane.Encryption;

/// <summary>
/// A master key in a file of the data directory: the key's id on the first line, 32 random bytes in base64 on the second. Losing the file
/// means losing what sessions captured; it belongs into the backup, apart from the database.
/// </summary>
internal sealed class FileMasterKey : IMasterKey
{
    public const string FileName = "master.key";

    private static readonly byte[] Label = "sightglass data key"u8.ToArray();

    private readonly byte[] _key;

    private FileMasterKey(string id, byte[] key)
    {
        Id = id;
        _key = key;
    }

    public string Id { get; }

    /// <summary>Reads the key, making one first if there is none.</summary>
    /// <exception cref="KeyUnavailableException">The file is damaged or others may read it.</exception>
    public static FileMasterKey LoadOrCreate(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, FileName);
        if (!File.Exists(path))
        {
            var fresh = RandomNumberGenerator.GetBytes(SealedBox.KeyBytes);
            PrivateFile.Write(path, $"{Guid.NewGuid():D}\n{Convert.ToBase64String(fresh)}\n");
            CryptographicOperations.ZeroMemory(fresh);
        }

        PrivateFile.RequirePrivate(path, message => new KeyUnavailableException(message));
        var lines = File.ReadAllLines(path, Encoding.ASCII);
        var key = new byte[SealedBox.KeyBytes];
        if (lines.Length < 2 || !Guid.TryParse(lines[0], out var id)
            || !Convert.TryFromBase64String(lines[1], key, out var length) || length != SealedBox.KeyBytes)
        {
            throw new KeyUnavailableException($"The master key {path} is damaged: expected an id and 32 bytes in base64. Restore it from a backup.");
        }

        return new FileMasterKey(id.ToString("D"), key);
    }

    public Task<byte[]> WrapAsync(ReadOnlyMemory<byte> dataKey, CancellationToken cancellationToken) =>
        Task.FromResult(SealedBox.Seal(_key, dataKey.Span, Label));

    public Task<byte[]> UnwrapAsync(string keyId, ReadOnlyMemory<byte> wrapped, CancellationToken cancellationToken)
    {
        if (keyId != Id)
        {
            throw new KeyUnavailableException($"The data was encrypted under master key {keyId}; the one in use is {Id}.");
        }

        try
        {
            return Task.FromResult(SealedBox.Open(_key, wrapped.Span, Label));
        }
        catch (CryptographicException e)
        {
            throw new KeyUnavailableException($"The data key cannot be unwrapped with master key {Id}: it was changed.", e);
        }
    }
}
