using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Storage.Tables;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Caching;

/// <summary>The faulty values of places, as of the last time that each place was read.</summary>
public sealed class PlaceIssues(DocumentTable table)
{
    private const string Partition = "place-issue";

    /// <summary>Replaces what is known of some places. A place without faults, and one that does not exist, is forgotten.</summary>
    /// <param name="asked">References of the places that were read.</param>
    /// <param name="found">Those that exist.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    internal async Task NoteAsync(IReadOnlyCollection<string> asked, IEnumerable<Resource> found, CancellationToken cancellationToken)
    {
        var faulty = found.ToDictionary(place => $"{place.TypeName}/{place.Id}", place => JsonSerializer.Serialize(IssuesOf(place).ToList(), JsonSerializerOptions.Web));
        foreach (var sound in faulty.Where(f => f.Value == "[]").ToList())
        {
            faulty.Remove(sound.Key);
        }

        if (asked.Count == 0)
        {
            return;
        }

        var known = await table.FindSparseAsync(Partition, [.. asked], cancellationToken);
        var writes = faulty.Where(f => known.GetValueOrDefault(f.Key)?.Content != f.Value).Select(f => new Document(f.Key, f.Value, Document.AnyVersion)).ToList();
        await table.WriteAsync(Partition, writes, cancellationToken);
        await table.DeleteAsync(Partition, [.. known.Keys.Where(place => !faulty.ContainsKey(place))], cancellationToken);
    }

    /// <summary>How many places have faulty values.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    public Task<int> CountAsync(CancellationToken cancellationToken) => table.CountAsync(Partition, LatestItems.LookedAt, cancellationToken);

    /// <summary>The faulty values, by place.</summary>
    /// <param name="max">Of at most so many places.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<IReadOnlyList<PlaceIssue>> ListAsync(int max, CancellationToken cancellationToken)
    {
        var issues = new List<PlaceIssue>();
        var places = 0;
        await foreach (var document in table.ScanAsync(Partition, null, cancellationToken))
        {
            issues.AddRange(JsonSerializer.Deserialize<List<PlaceIssue>>(document.Content, JsonSerializerOptions.Web)!);
            if (++places == max)
            {
                break;
            }
        }

        return issues;
    }

    private static IEnumerable<PlaceIssue> IssuesOf(Resource place) => FaultyValues.Of(place).Select(fault => new PlaceIssue(
        $"{place.TypeName}/{place.Id}", MappingCodes.FaultyValue, fault.Path, fault.Raw, MappingCodes.FaultyValueAdvice));
}
