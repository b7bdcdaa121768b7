using Mhero.Core.Storage.Audit;
using Mhero.Core.Storage.Jobs;
using Mhero.Core.Storage.Personal;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Operating.Persons;

/// <summary>
/// Exports and erases what mHero's own tables have of a person. The registry and RapidPro keep their data: they are erased there, before or after.
/// Each action is in the audit log before it is done.
/// </summary>
public sealed class PersonActions
{
    private const string NotSpoken = "Give a worker's reference or id, a contact's UUID, or a telephone number.";

    private readonly PersonFinder _finder;
    private readonly ForgottenPeople _forgotten;
    private readonly IReadOnlyList<IPersonalRows> _parts;
    private readonly JobOrders _jobs;
    private readonly IAuditLog _audit;

    internal PersonActions(PersonFinder finder, ForgottenPeople forgotten, IEnumerable<IPersonalRows> parts, JobOrders jobs, IAuditLog audit) =>
        (_finder, _forgotten, _parts, _jobs, _audit) = (finder, forgotten, [.. parts], jobs, audit);

    /// <summary>Exports all rows about a person.</summary>
    /// <param name="id">A worker's reference or id, a contact's UUID, or a telephone number.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    /// <returns>The rows; null when there are none.</returns>
    /// <exception cref="OperatorException">Several persons have the telephone number, or <paramref name="id"/> is none of these.</exception>
    public async Task<PersonExport?> ExportAsync(string id, Operator by, CancellationToken cancellationToken)
    {
        var person = await FindAsync(id, cancellationToken);
        await _audit.WriteAsync(new AuditEntry(by, AuditActions.Export, NameOf(person)), cancellationToken);
        return await ReadAsync(person, true, cancellationToken);
    }

    /// <summary>Counts the rows that <see cref="ForgetAsync"/> would erase; nothing is changed.</summary>
    /// <param name="id">A worker's reference or id, a contact's UUID, or a telephone number.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    /// <returns>The numbers; null without rows.</returns>
    /// <exception cref="OperatorException">Several persons have the telephone number, or <paramref name="id"/> is none of these.</exception>
    public async Task<PersonExport?> PreviewForgettingAsync(string id, CancellationToken cancellationToken) =>
        await ReadAsync(await FindAsync(id, cancellationToken), false, cancellationToken);

    /// <summary>Marks a person as forgotten, so that no poller brings the person back, and orders the erasure of all rows.</summary>
    /// <param name="id">A worker's reference or id, a contact's UUID, or a telephone number.</param>
    /// <param name="reason">The reason, without data of the person.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Cancels; it is not known then whether there is a job, and a repeat does no harm.</param>
    /// <returns>The job; null when mHero has no row about the person.</returns>
    /// <exception cref="OperatorException">Several persons have the telephone number, or <paramref name="id"/> is none of these.</exception>
    public async Task<Job?> ForgetAsync(string id, string reason, Operator by, CancellationToken cancellationToken)
    {
        var person = await FindAsync(id, cancellationToken);
        if (await _forgotten.FindAsync(NameOf(person), cancellationToken) is null && await ReadAsync(person, false, cancellationToken) is null)
        {
            return null;
        }

        await _audit.WriteAsync(new AuditEntry(by, AuditActions.Forget, NameOf(person)) { Detail = reason }, cancellationToken);
        await _forgotten.AddAsync(person, cancellationToken);
        return await _jobs.StartAsync(
            new JobOrder(JobKinds.Forget) { Items = [.. _parts.Select(part => part.Name)], Argument = SyncJson.Write(person), By = by.Name }, cancellationToken);
    }

    /// <summary>Ends the mark of a forgotten person: the next change on either side, and a full reading, is synchronised again.</summary>
    /// <param name="id">The worker's reference, or the contact's UUID.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>False when the person is not marked.</returns>
    public async Task<bool> AllowAsync(string id, Operator by, CancellationToken cancellationToken)
    {
        if (await _forgotten.FindAsync(id.Trim(), cancellationToken) is not { } person)
        {
            return false;
        }

        await _audit.WriteAsync(new AuditEntry(by, AuditActions.Allow, NameOf(person)), cancellationToken);
        await _forgotten.RemoveAsync(person, cancellationToken);
        return true;
    }

    private static string NameOf(PersonKeys person) => person.Worker ?? person.Contact.ToString()!;

    private async Task<PersonKeys> FindAsync(string id, CancellationToken cancellationToken)
    {
        // The ledger has no link of a person who is forgotten already.
        id = id.Trim();
        return await _forgotten.FindAsync(id, cancellationToken)
            ?? (await _finder.FindAsync(id, cancellationToken) is { } found ? new PersonKeys(found.Worker, found.Contact) : throw new OperatorException(HttpCodes.UnknownPerson, NotSpoken));
    }

    private async Task<PersonExport?> ReadAsync(PersonKeys person, bool withContents, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var contents = new Dictionary<string, IReadOnlyList<JsonObject>>(StringComparer.Ordinal);
        foreach (var part in _parts)
        {
            var rows = new List<JsonObject>();
            await foreach (var row in part.FindAsync(person, cancellationToken))
            {
                counts[part.Name] = counts.GetValueOrDefault(part.Name) + 1;
                if (withContents)
                {
                    rows.Add(new JsonObject { ["key"] = row.Key, ["content"] = ContentOf(row.Content) });
                }
            }

            if (rows.Count > 0)
            {
                contents[part.Name] = rows;
            }
        }

        return counts.Count == 0 ? null : new PersonExport(new FoundPerson(person.Worker, person.Contact), counts) { Contents = withContents ? contents : null };
    }

    private static JsonNode? ContentOf(string content)
    {
        try
        {
            return JsonNode.Parse(content);
        }
        catch (JsonException)
        {
            return content;
        }
    }
}
