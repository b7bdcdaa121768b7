using Mhero.Simulator.Imports;
using Mhero.Simulator.State;

namespace Mhero.Simulator;

public sealed partial class RapidProWorkspace
{
    private const int MaxImportRecords = 25_000;
    private const int ImportBatch = 100;
    private const int SuspiciousSequence = 250;
    private const string ClearCell = "--";

    /// <summary>
    /// Imports contacts as RapidPro's page does. Only comma-separated text is read. The import does not pass through the API, so no quota counts it. URNs of a
    /// contact that exists are added to those that it has.
    /// </summary>
    /// <param name="csv">The file's text.</param>
    /// <param name="group">The group that the person adds all rows to, made where it is missing; null for none.</param>
    /// <param name="newFieldTypes">The types that the person gives to fields that the workspace lacks, by the header's name; text otherwise.</param>
    /// <returns>The result of all batches.</returns>
    /// <exception cref="ArgumentException">The file is refused; then nothing is imported.</exception>
    public SimulatedImport ImportContacts(string csv, string? group = null, IReadOnlyDictionary<string, string>? newFieldTypes = null)
    {
        var lines = CsvRows.Read(csv).ToList();
        if (lines.Count < 2)
        {
            throw new ArgumentException("Import file doesn't contain any records.");
        }

        if (lines.Count - 1 > MaxImportRecords)
        {
            throw new ArgumentException($"Import files can contain a maximum of {MaxImportRecords} records.");
        }

        var columns = lines[0].ConvertAll(ImportColumn.Of);
        if (!columns.Exists(c => c.Kind is ImportColumn.Uuid or ImportColumn.Urn))
        {
            throw new ArgumentException("Import files must contain either UUID or a URN column.");
        }

        if (columns.TrueForAll(c => c.Kind is ImportColumn.Uuid or ImportColumn.Ignored))
        {
            throw new ArgumentException("Import files must contain columns besides UUID.");
        }

        var rows = lines.Skip(1).Select((cells, i) => ReadRow(i + 2, columns, cells)).ToList();
        RefuseDuplicates(rows);
        lock (_gate)
        {
            foreach (var column in columns.Where(c => c.Kind == ImportColumn.Field && FindFieldOf(c.Name) is null).ToList())
            {
                AddField(column.Name, newFieldTypes?.GetValueOrDefault(column.Name) ?? "text");
            }

            if (group is not null && FindGroup(group) is null)
            {
                AddGroup(group);
            }
        }

        var (created, updated, errors) = (0, 0, new List<SimulatedImportError>());
        foreach (var batch in rows.Where(r => r.Uuid is not null || r.Urns.Count > 0).Chunk(ImportBatch))
        {
            lock (_gate)
            {
                foreach (var row in batch)
                {
                    if (Import(row, group, errors) is { } isNew)
                    {
                        (created, updated) = isNew ? (created + 1, updated) : (created, updated + 1);
                    }
                }
            }
        }

        return new SimulatedImport(created, updated, rows.Count(r => r.Uuid is null && r.Urns.Count == 0), errors, IsSequence(rows));
    }

    private static void RefuseDuplicates(List<ImportRow> rows)
    {
        var (uuids, urns) = (new HashSet<string>(StringComparer.OrdinalIgnoreCase), new HashSet<string>(StringComparer.Ordinal));
        foreach (var row in rows)
        {
            if (row.Uuid is not null && !uuids.Add(row.Uuid))
            {
                throw new ArgumentException($"Import file contains duplicated contact UUID '{row.Uuid}' on row {row.Number}.");
            }

            if (row.Urns.FirstOrDefault(u => !urns.Add(u.Identity)) is { } twice)
            {
                throw new ArgumentException($"Import file contains duplicated contact URN '{twice.Identity}' on row {row.Number}.");
            }
        }
    }

    private static bool IsSequence(List<ImportRow> rows)
    {
        var (last, length) = (0L, 0);
        foreach (var urn in rows.Select(r => r.Urns.FirstOrDefault(u => u.Scheme == "tel")).OfType<StoredUrn>())
        {
            var number = long.TryParse(urn.Path.TrimStart('+'), CultureInfo.InvariantCulture, out var digits) ? digits : 0;
            (length, last) = (number == last + 1 ? length + 1 : 1, number);
            if (length >= SuspiciousSequence)
            {
                return true;
            }
        }

        return false;
    }

    private ImportRow ReadRow(int number, List<ImportColumn> columns, List<string> cells)
    {
        var given = columns.Zip(cells, (column, cell) => (Column: column, Text: cell.Trim())).Where(c => c.Text.Length > 0).ToList();
        return new ImportRow(
            number,
            given.Find(c => c.Column.Kind == ImportColumn.Uuid).Text,
            [.. given.Where(c => c.Column.Kind == ImportColumn.Urn && c.Text != ClearCell).Select(c => ReadUrn($"{c.Column.Name}:{c.Text}") ?? new StoredUrn($"{c.Column.Name}:{c.Text}", null, false))],
            [.. given.Where(c => c.Column.Kind is not (ImportColumn.Uuid or ImportColumn.Urn or ImportColumn.Ignored))]);
    }

    // What follows expects the lock to be held.

    /// <returns>Whether the contact is new; null for a row that is an error.</returns>
    private bool? Import(ImportRow row, string? group, List<SimulatedImportError> errors)
    {
        void Note(string message) => errors.Add(new SimulatedImportError(row.Number, message));
        foreach (var urn in row.Urns.Where(u => !u.IsValid))
        {
            Note($"'{urn.Identity}' is not a valid URN");
        }

        var urns = row.Urns.Where(u => u.IsValid).ToList();
        ContactState? contact = null;
        if (row.Uuid is not null)
        {
            contact = Guid.TryParse(row.Uuid, out var uuid) && FindContact(uuid) is { Deleted: false } found ? found : null;
            if (contact is null)
            {
                Note($"Unable to find contact with UUID '{row.Uuid}'");
                return null;
            }
        }
        else if (urns.Count == 0)
        {
            return null;
        }

        contact ??= FindContact(urns[0]);
        if (urns.Find(u => FindContact(u) is { } owner && owner.Id != contact?.Id) is { } taken)
        {
            Note($"Unable to find or create contact with URNs {string.Join(", ", row.Urns.Select(u => u.Identity))}: {taken.Identity} belongs to another contact");
            return null;
        }

        var next = contact ?? NewContact();
        next = next with { Urns = [.. next.Urns.Concat(urns).DistinctBy(u => u.Identity)] };
        foreach (var (column, text) in row.Cells)
        {
            next = Set(next, column, text == ClearCell ? null : text, Note);
        }

        if (group is not null && next.IsActive && FindGroup(group) is { IsSmart: false } entry && Array.IndexOf(next.Groups, entry) < 0)
        {
            next = next with { Groups = [.. next.Groups, entry] };
        }

        Commit(next with { ModifiedOn = Tick() });
        return contact is null;
    }

    private ContactState Set(ContactState contact, ImportColumn column, string? text, Action<string> note)
    {
        switch (column.Kind)
        {
            case ImportColumn.ContactName:
                return contact with { Name = text };
            case ImportColumn.Language when text is not null && !State.Languages.IsKnown(text):
                note($"'{text}' is not a valid language code");
                return contact;
            case ImportColumn.Language:
                return contact with { Language = text };
            case ImportColumn.Status when text is "active" or "blocked" or "stopped" or "archived":
                return contact with { Status = text };
            case ImportColumn.Status:
                note($"'{text}' is not a valid status");
                return contact;
            default:
                return contact with { Values = WithValue(contact.Values, FindFieldOf(column.Name)!.Ordinal, _values.Read(text)) };
        }
    }

    private FieldEntry? FindFieldOf(string keyOrName) =>
        FindField(keyOrName.ToLowerInvariant()) ?? Array.Find(_fields, f => string.Equals(f.Name, keyOrName, StringComparison.OrdinalIgnoreCase));
}
