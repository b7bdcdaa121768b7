namespace Mhero.Core.Mapping.Floip.Flows;

/// <summary>UUIDs for parts that one side has and the other has not. The same part always has the same one.</summary>
internal static class RapidProIds
{
    /// <summary>A UUID of a kind and a name, in the form of version 4: RapidPro before version 10 refuses others.</summary>
    public static string Derive(string kind, string name)
    {
        var bytes = UuidV5.Create(UuidV5.Url, $"urn:mhero:floip-flow:{kind}:{name}").ToByteArray(bigEndian: true);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>The UUID itself where it is one of version 4, else one that is made of it.</summary>
    public static string AsVersion4(string uuid) =>
        Guid.TryParse(uuid, out var parsed) && parsed.Version == 4 ? parsed.ToString() : Derive("id", uuid);
}
