namespace Mhero.Core.Sync.FlowResults.People;

/// <summary>
/// A file that maps the contact ids of a source: lines <c>contact id,Practitioner/id</c> or <c>contact id,system|value</c>. Lines without
/// a comma, a heading among them, are left out. It is read again when it changed.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class ContactsFile(string path)
{
    private volatile Loaded? _loaded;

    /// <summary>Finds the entry of a contact; null for none.</summary>
    public string? Find(string contact)
    {
        try
        {
            var changed = File.GetLastWriteTimeUtc(path);
            var loaded = _loaded;
            if (loaded is null || loaded.Changed != changed)
            {
                _loaded = loaded = new Loaded(changed, Read(File.ReadLines(path)));
            }

            return loaded.Targets.GetValueOrDefault(contact);
        }
        catch (IOException) when (_loaded is { } earlier)
        {
            // The file is being replaced.
            return earlier.Targets.GetValueOrDefault(contact);
        }
    }

    /// <summary>Reads lines; of two lines with one contact the later one counts.</summary>
    internal static Dictionary<string, string> Read(IEnumerable<string> lines)
    {
        var targets = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var comma = line.IndexOf(',', StringComparison.Ordinal);
            var (contact, target) = comma < 0 ? ("", "") : (Clean(line[..comma]), Clean(line[(comma + 1)..]));
            if (contact.Length > 0 && (target.StartsWith("Practitioner/", StringComparison.Ordinal) || target.IndexOf('|', StringComparison.Ordinal) > 0))
            {
                targets[contact] = target;
            }
        }

        return targets;
    }

    private static string Clean(string cell) => cell.Trim().Trim('\uFEFF').Trim('"').Trim();

    private sealed record Loaded(DateTime Changed, Dictionary<string, string> Targets);
}
