using System.Security.Cryptography;
using System.Text;

namespace Mhero.Core.Extraction;

/// <summary>UUIDs of version 5 (RFC 9562): the same parts give the same UUID, today and after a restart.</summary>
internal static class StableId
{
    // mHero's own namespace: a random UUID that was drawn once. Changing it changes every extracted id.
    private static readonly byte[] Namespace = new Guid("6f1c1d3e-6a55-4e0b-9a3b-0d6f3f6c4e21").ToByteArray(bigEndian: true);

    /// <summary>A <c>urn:uuid:</c> for the parts.</summary>
    public static string Urn(params ReadOnlySpan<string> parts) => "urn:uuid:" + Of(parts).ToString("D");

    /// <summary>A UUID for the parts; <c>["ab", "c"]</c> is another than <c>["a", "bc"]</c>.</summary>
    public static Guid Of(params ReadOnlySpan<string> parts)
    {
        var name = new StringBuilder();
        foreach (var part in parts)
        {
            name.Append(part.Length).Append(':').Append(part);
        }

        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // Version 5 is SHA-1 by definition; nothing is protected by it.
        SHA1.HashData([.. Namespace, .. Encoding.UTF8.GetBytes(name.ToString())], hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
