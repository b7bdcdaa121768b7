using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Issues;

namespace Mhero.Core.Mapping.Profiles.Elements;

/// <summary>
/// One kind of address among a resource's ContactPoints: telephone numbers, or WhatsApp. Reads them in order of
/// preference and writes the differences back, entry by entry.
/// </summary>
internal abstract class TelecomElement
{
    /// <summary>The addresses, the preferred one first (by rank, then those that messages reach, then by position), each once.</summary>
    public IReadOnlyList<string> Read(DomainResource person, DateOnly today, IssueCollector issues)
    {
        var entries = Entries(person, today, issues);
        return entries.Count switch
        {
            0 => [],
            1 => [entries[0].Address],
            _ => Addresses(entries),
        };
    }

    /// <summary>Makes <see cref="Read"/> give the wanted list; other entries, and what is in the ones that stay, are left alone.</summary>
    public void Write(WorkerDraft draft, IReadOnlyList<string> wanted, IssueCollector issues)
    {
        wanted = Readable(wanted, issues);
        if (Addresses(Entries(draft.Person, draft.Today, IssueCollector.Ignored)).SequenceEqual(wanted, StringComparer.Ordinal))
        {
            return;
        }

        var person = draft.EditPerson();
        var telecom = PersonElements.Telecom(person);
        var entries = Entries(person, draft.Today, IssueCollector.Ignored);
        foreach (var entry in entries.Where(e => !wanted.Contains(e.Address)))
        {
            telecom.RemoveAll(point => ReferenceEquals(point, entry.Point));
        }

        telecom.AddRange(wanted.Where(address => !entries.Exists(e => e.Address == address)).Select(Create));
        Rank(Entries(person, draft.Today, IssueCollector.Ignored), wanted);
    }

    /// <summary>Reads an entry; false when it is of another kind. A null address is one of this kind that cannot be used.</summary>
    protected abstract bool TryRead(ContactPoint point, out string? address);

    /// <summary>How likely a message gets there: 0 for the best. Decides between entries of equal rank, before their position does.</summary>
    protected virtual int ReachOf(ContactPoint point, string address) => 0;

    /// <summary>Makes a new entry.</summary>
    protected abstract ContactPoint Create(string address);

    /// <summary>Reports an entry that cannot be used.</summary>
    protected abstract void Report(IssueCollector issues, string path);

    private static List<string> Addresses(List<Entry> entries) => entries.Select(e => e.Address).Distinct(StringComparer.Ordinal).ToList();

    private static void Rank(List<Entry> entries, IReadOnlyList<string> wanted)
    {
        if (Addresses(entries).SequenceEqual(wanted, StringComparer.Ordinal))
        {
            return;
        }

        for (var i = 0; i < wanted.Count; i++)
        {
            foreach (var entry in entries.Where(e => e.Address == wanted[i]))
            {
                entry.Point.Rank = i + 1;
            }
        }
    }

    private List<string> Readable(IReadOnlyList<string> wanted, IssueCollector issues)
    {
        List<string> readable = new(wanted.Count);
        foreach (var address in wanted.Distinct(StringComparer.Ordinal))
        {
            // What could not be read back would be taken for a removal on the next round.
            if (TryRead(Create(address), out var back) && back == address)
            {
                readable.Add(address);
            }
            else
            {
                Report(issues, "contact.urns");
            }
        }

        return readable;
    }

    private List<Entry> Entries(DomainResource person, DateOnly today, IssueCollector issues)
    {
        var telecom = PersonElements.Telecom(person);
        List<Entry> entries = new(telecom.Count);
        var ordered = false;
        for (var i = 0; i < telecom.Count; i++)
        {
            var point = telecom[i];
            if (point.Use == ContactPoint.ContactPointUse.Old || Periods.HasEnded(point.Period, today) || !TryRead(point, out var address))
            {
                continue;
            }

            if (address is null)
            {
                Report(issues, $"{person.TypeName}.telecom[{i}]");
                continue;
            }

            var reach = ReachOf(point, address);
            ordered |= point.Rank is not null || reach > 0;
            entries.Add(new Entry(point, address, reach));
        }

        // OrderBy and not Sort: among equals, position decides.
        return ordered && entries.Count > 1 ? entries.OrderBy(e => e.Point.Rank ?? int.MaxValue).ThenBy(e => e.Reach).ToList() : entries;
    }

    private readonly record struct Entry(ContactPoint Point, string Address, int Reach);
}
