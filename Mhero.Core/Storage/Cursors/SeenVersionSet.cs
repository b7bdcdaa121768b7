using System.Buffers.Binary;

namespace Mhero.Core.Storage.Cursors;

/// <summary>
/// The versions of a poller that were seen, eight bytes each. Of a million of them, the chance that a new version is
/// taken for a seen one is below one in ten million millions per look.
/// </summary>
public sealed class SeenVersionSet
{
    private readonly HashSet<ulong> _hashes = [];

    /// <summary>How many versions it holds.</summary>
    public int Count => _hashes.Count;

    /// <summary>Whether the version was seen.</summary>
    /// <param name="id">The record's id.</param>
    /// <param name="version">Its version.</param>
    /// <returns>True if so.</returns>
    public bool Contains(string id, string version) => _hashes.Contains(Hash(id, version));

    /// <summary>Takes in a version, in memory only.</summary>
    /// <param name="id">The record's id.</param>
    /// <param name="version">Its version.</param>
    /// <returns>False if it was in already.</returns>
    public bool Add(string id, string version) => _hashes.Add(Hash(id, version));

    internal static string Pack(ReadOnlySpan<SeenVersion> versions)
    {
        var bytes = new byte[versions.Length * sizeof(ulong)];
        for (var i = 0; i < versions.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), Hash(versions[i].Id, versions[i].Version));
        }

        return Convert.ToBase64String(bytes);
    }

    internal void Unpack(string packed)
    {
        var bytes = Convert.FromBase64String(packed);
        for (var i = 0; i < bytes.Length; i += sizeof(ulong))
        {
            _hashes.Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(i)));
        }
    }

    // Stored, so it must be the same in every process and version: string.GetHashCode is not. The length in front keeps
    // ("ab", "c") apart from ("a", "bc").
    private static ulong Hash(string id, string version)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{id.Length}:{id}{version}");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
