using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Mhero.Core;

/// <summary>UUIDs made from names (RFC 9562, section 5.5): the same name always has the same one.</summary>
public static class UuidV5
{
    /// <summary>The namespace of names that are URLs (RFC 9562, section 6.6).</summary>
    public static readonly Guid Url = new("6ba7b811-9dad-11d1-80b4-00c04fd430c8");

    private const int UuidLength = 16;

    /// <summary>The UUID of a name.</summary>
    /// <param name="space">The namespace in which the name is unique.</param>
    /// <param name="name">The name; taken as UTF-8.</param>
    public static Guid Create(Guid space, string name) => Create(space, Encoding.UTF8.GetBytes(name));

    /// <summary>The UUID of a name that is bytes.</summary>
    /// <param name="space">The namespace in which the name is unique.</param>
    /// <param name="name">The name.</param>
    [SuppressMessage("Security", "CA5350", Justification = "RFC 9562 says SHA-1; nothing is kept secret or proven by it.")]
    public static Guid Create(Guid space, ReadOnlySpan<byte> name)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(UuidLength + name.Length);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        space.TryWriteBytes(buffer, bigEndian: true, out _);
        name.CopyTo(buffer.AsSpan(UuidLength));
        SHA1.HashData(buffer.AsSpan(0, UuidLength + name.Length), hash);
        ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..UuidLength], bigEndian: true);
    }
}
