namespace Mhero.Core.Authoring.Drafts;

/// <summary>
/// The UUIDs of a flow: the same Questionnaire gives the same ones. They have the bits of version 4, because RapidPro's engine up to version 9
/// takes no other.
/// </summary>
/// <param name="space">A text that distinguishes the flow from others.</param>
internal sealed class DraftUuids(string space)
{
    private readonly Dictionary<string, int> _used = new(StringComparer.Ordinal);

    /// <summary>The next UUID of a path; a path that was used before gets another one.</summary>
    /// <param name="path">Where it is needed, such as <c>age/wait</c>.</param>
    public string Next(string path)
    {
        var count = _used[path] = _used.GetValueOrDefault(path) + 1;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{space}\n{path}\n{count}")));
        hash[6] = (byte)((hash[6] & 0x0F) | 0x40);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true).ToString("D");
    }
}
