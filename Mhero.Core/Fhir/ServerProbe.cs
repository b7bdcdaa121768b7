using System.Net;
using Hl7.Fhir.Model;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Fhir;

/// <summary>
/// Tries the abilities that mHero relies on, with Basic resources of its own, which it deletes again. The CapabilityStatement is not
/// asked: servers do less than it declares, and more.
/// </summary>
/// <param name="fhir">The server.</param>
/// <param name="time">The clock.</param>
public sealed class ServerProbe(FhirGateway fhir, TimeProvider time)
{
    /// <summary>A difference between clocks above this is worth a person's look.</summary>
    public static readonly TimeSpan ClockAlarm = TimeSpan.FromMinutes(1);

    private const string Type = nameof(Basic);
    private const int Looks = 10;

    private readonly string _run = Guid.NewGuid().ToString("N");
    private readonly List<ServerFinding> _findings = [];
    private bool _updatesByCondition = true;

    /// <summary>Tries everything.</summary>
    /// <param name="cancellationToken">Ends the trials; resources written by then may stay.</param>
    /// <returns>A finding for each ability.</returns>
    /// <exception cref="FhirException">The server accepts no writes from mHero, or cannot be reached.</exception>
    public async Task<IReadOnlyList<ServerFinding>> RunAsync(CancellationToken cancellationToken = default)
    {
        _findings.Clear();
        try
        {
            var written = await TryWriteAsync(cancellationToken);
            if (await SeesAsync("a", cancellationToken))
            {
                await TryClocksAsync(written[0], cancellationToken);
                await TryCreateAsync(cancellationToken);
                await TryListAsync(cancellationToken);
                await TryPagesAsync(cancellationToken);
                await TryIfMatchAsync(written[0].Id!, cancellationToken);
                await TryTransactionAsync(cancellationToken);
            }

            await TryPatchAsync(written[0].Id, cancellationToken);
            await TryJsonPatchAsync(written[0].Id, cancellationToken);
            await TryHistoryAsync(cancellationToken);
            await TryUpdateCreateAsync(cancellationToken);
            return _findings;
        }
        finally
        {
            await CleanUpAsync(cancellationToken);
        }
    }

    private static FhirSearch SearchFor(params string[] values) => new FhirSearch(Type).Where("identifier", MheroSystems.Probe, values);

    private void Add(string ability, bool isAsExpected, string message) => _findings.Add(new(ability, isAsExpected, message));

    private string ValueOf(string name) => $"{_run}-{name}";

    private Basic Make(string name) => new()
    {
        Identifier = [new Identifier(MheroSystems.Probe, ValueOf(name))],
        Code = new CodeableConcept { Text = "mHero doctor: may be deleted" },
    };

    private FhirEntry Update(string name) => FhirEntry.ConditionalUpdate(Make(name), SearchFor(ValueOf(name)));

    private FhirEntry New(string name) => _updatesByCondition ? Update(name) : FhirEntry.Create(Make(name), SearchFor(ValueOf(name)));

    /// <summary>Writes the resources of the other trials.</summary>
    /// <exception cref="FhirException">Neither conditional updates nor conditional creates are accepted.</exception>
    private async Task<IReadOnlyList<EntryVerdict>> TryWriteAsync(CancellationToken cancellationToken)
    {
        _updatesByCondition = true;
        var written = await fhir.BatchAsync([New("a"), New("b")], cancellationToken);
        var refused = written.Select(verdict => verdict.Error).FirstOrDefault(error => error is not null);
        _updatesByCondition = refused is null;
        if (refused is { Kind: FhirErrorKind.Transient or FhirErrorKind.Throttled } || refused?.Code == FhirErrorCodes.NotAuthorized)
        {
            throw refused;
        }

        Add(ServerAbilities.ConditionalUpdate, refused is null, refused is null
            ? "A batch of conditional updates creates, and returns a result for each entry."
            : $"A conditional update is refused ({refused.Code}): new resources get ids of mHero's where the server accepts them.");
        written = refused is null ? written : await fhir.BatchAsync([New("a"), New("b")], cancellationToken);
        return written.Select(verdict => verdict.Error).FirstOrDefault(error => error is not null) is { } error ? throw error : written;
    }

    /// <summary>How long a write takes to be found.</summary>
    private async Task<bool> SeesAsync(string name, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        for (var look = 0; look < Looks; look++)
        {
            if ((await fhir.SearchAsync(SearchFor(ValueOf(name)), cancellationToken)).Matches.Count > 0)
            {
                var lag = time.GetElapsedTime(began);
                Add("search after write", look == 0, look == 0 ? "A written resource is found at once." : $"A written resource is found after {lag.TotalSeconds:0.#} s: set Mhero__Contacts__Overlap to more than that.");
                return true;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), time, cancellationToken);
        }

        Add("search after write", false, "A written resource is not found within seconds by its identifier: workers would be created twice. mHero cannot be used with this server.");
        return false;
    }

    private async Task TryClocksAsync(EntryVerdict written, CancellationToken cancellationToken)
    {
        var page = await fhir.SearchAsync(SearchFor(ValueOf("a")), cancellationToken);
        var now = time.GetUtcNow();
        var stamp = written.LastModified ?? page.Matches[0].Meta?.LastUpdated;
        var header = page.ServerTime - now;
        var records = stamp - now;
        var isFar = header?.Duration() > ClockAlarm || records?.Duration() > ClockAlarm || (header - records)?.Duration() > ClockAlarm;
        Add("clocks", !isFar, $"Against this machine the Date header is {Text(header)} and lastUpdated is {Text(records)}. Readings follow the records; times in messages and reports follow this machine.");

        static string Text(TimeSpan? difference) => difference is not { } d ? "not there" : $"{Math.Abs(d.TotalSeconds):0} s {(d < TimeSpan.Zero ? "behind" : "ahead")}";
    }

    private async Task TryCreateAsync(CancellationToken cancellationToken)
    {
        var again = (await fhir.BatchAsync([FhirEntry.Create(Make("a"), SearchFor(ValueOf("a")))], cancellationToken))[0];
        Add("conditional create", again.Outcome == SaveOutcome.Unchanged, again.Outcome == SaveOutcome.Unchanged
            ? "A create with If-None-Exist leaves the existing one."
            : "A create with If-None-Exist is not answered with the existing one: a repeated write creates a second resource. mHero cannot be used with this server.");
    }

    private async Task TryListAsync(CancellationToken cancellationToken)
    {
        var found = (await fhir.FirstPageAsync(SearchFor(ValueOf("a"), ValueOf("b")), cancellationToken)).Matches.Count;
        Add(ServerAbilities.SeveralValues, found == 2, found == 2
            ? "A search for two values finds both."
            : $"A search for two values finds {found}: mHero asks for each value, at the price of more requests.");
    }

    private async Task TryPagesAsync(CancellationToken cancellationToken)
    {
        var search = new FhirSearch(Type).With("_lastUpdated", "ge2000-01-01T00:00:00.000+00:00").With("_sort", "_lastUpdated").With("_count", "1");
        var first = await fhir.FirstPageAsync(search, cancellationToken);
        if (first.Next is not { } link)
        {
            Add("paging", first.Matches.Count > 1, first.Matches.Count > 1 ? "The server does not divide results into pages." : "A search with _count=1 has no next page although there are two resources: changes would be lost.");
            return;
        }

        var isOurs = link.StartsWith(fhir.Base, StringComparison.OrdinalIgnoreCase) || !link.Contains("://", StringComparison.Ordinal);
        try
        {
            var second = await fhir.NextAsync(first, cancellationToken);
            var isOther = second?.Matches is [var after, ..] && first.Matches is [var before, ..] && after.Id != before.Id;
            Add("paging", isOurs && isOther, !isOther ? "The next link leads to a page without the next resource: changes would be lost."
                : isOurs ? "The next link leads to the next page."
                : $"The next link is written for {link.Split('?')[0]}; mHero follows it on the configured address. Set the server's own base address if that is not intended.");
        }
        catch (FhirException error)
        {
            Add("paging", false, error.Message);
        }
    }

    private async Task TryIfMatchAsync(string id, CancellationToken cancellationToken)
    {
        var stale = Make("a");
        stale.Id = id;
        stale.Meta = new Meta { VersionId = "mhero-stale" };
        var verdict = (await fhir.BatchAsync([FhirEntry.Update(stale)], cancellationToken))[0];
        Add("If-Match", !verdict.Succeeded, verdict.Succeeded
            ? "An update with a stale If-Match is done: changes that others make at the same moment can be lost."
            : "An update with a stale If-Match is refused.");
    }

    private async Task TryTransactionAsync(CancellationToken cancellationToken)
    {
        var lost = Make("lost");
        lost.Id = Guid.NewGuid().ToString();
        lost.Meta = new Meta { VersionId = "mhero-stale" };
        var isRefused = false;
        try
        {
            await fhir.TransactionAsync([New("c"), FhirEntry.Update(lost)], cancellationToken);
        }
        catch (FhirException)
        {
            isRefused = true;
        }

        var isThere = (await fhir.SearchAsync(SearchFor(ValueOf("c")), cancellationToken)).Matches.Count > 0;
        Add("transaction", isRefused && !isThere, isRefused && !isThere
            ? "A transaction with an entry that fails is taken back as a whole."
            : "A transaction with an entry that fails is done in part: mHero sends the missing entries again.");
    }

    /// <summary>mHero sends no PATCH of its own, so a server without it is as good; a person who plans an extraction wants to know.</summary>
    private async Task TryPatchAsync(string? id, CancellationToken cancellationToken)
    {
        await TryAsync(ServerAbilities.Patch, $"{Type}/{id}");
        await TryAsync(ServerAbilities.ConditionalPatch, SearchFor(ValueOf("b")).ToString());

        async Task TryAsync(string ability, string url)
        {
            var operation = new Parameters().Add("operation", new List<Tuple<string, Base>>
            {
                new("type", new Code("replace")),
                new("path", new FhirString($"{Type}.code.text")),
                new("value", new FhirString("mHero doctor: patched, may be deleted")),
            });
            var entry = new Bundle.EntryComponent { Request = new() { Method = Bundle.HTTPVerb.PATCH, Url = url }, Resource = operation };
            var verdict = (await fhir.BatchAsync([FhirEntry.Of(entry)], cancellationToken))[0];
            _findings.Add(new(ability, true, verdict.Succeeded ? "A FHIRPath Patch in a batch is accepted." : $"A FHIRPath Patch in a batch is answered with {verdict.Status}; mHero does not use it.")
            {
                Works = verdict.Succeeded,
            });
        }
    }

    /// <summary>As with FHIRPath Patch, a server without it is as good for mHero.</summary>
    private async Task TryJsonPatchAsync(string? id, CancellationToken cancellationToken)
    {
        FhirException? refusal = null;
        try
        {
            await fhir.JsonPatchAsync(Type, id ?? _run, Encoding.UTF8.GetBytes("""[{"op":"replace","path":"/code/text","value":"mHero doctor: patched again, may be deleted"}]"""), cancellationToken);
        }
        catch (FhirException error)
        {
            refusal = error;
        }

        _findings.Add(new(ServerAbilities.JsonPatch, true, refusal is null ? "A JSON Patch is accepted." : $"A JSON Patch is answered with {refusal.Code}; mHero does not use it.")
        {
            Works = refusal is null,
        });
    }

    private async Task TryHistoryAsync(CancellationToken cancellationToken)
    {
        var works = true;
        try
        {
            await fhir.FirstPageAsync(new FhirSearch(Type + "/_history").With("_count", "1"), cancellationToken);
        }
        catch (FhirException error) when (error.Kind is not (FhirErrorKind.Transient or FhirErrorKind.Throttled))
        {
            works = false;
        }

        _findings.Add(new(ServerAbilities.TypeHistory, true, works ? "Changes can be read from _history of a type; mHero reads them by _lastUpdated." : "The server does not have _history of a type; mHero reads changes by _lastUpdated.")
        {
            Works = works,
        });
    }

    private async Task TryUpdateCreateAsync(CancellationToken cancellationToken)
    {
        var own = Make("own");
        own.Id = Guid.NewGuid().ToString();
        var verdict = (await fhir.BatchAsync([FhirEntry.Update(own)], cancellationToken))[0];
        Add(ServerAbilities.IdsFromTheClient, verdict.Succeeded, verdict.Succeeded
            ? "A PUT to a new id creates the resource (updateCreate)."
            : $"A PUT to a new id is answered with {verdict.Status}: the server chooses all ids, and Provenance is found by a tag.");
    }

    private async Task CleanUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            var left = new Dictionary<string, FhirEntry>();
            foreach (var name in new[] { "a", "b", "c", "own", "lost" })
            {
                foreach (var match in (await fhir.SearchAsync(SearchFor(ValueOf(name)), cancellationToken)).Matches.Where(match => match.Id is not null))
                {
                    left[match.Id!] = FhirEntry.Delete(Type, match.Id!);
                }
            }

            var verdicts = left.Count == 0 ? [] : await fhir.BatchAsync([.. left.Values], cancellationToken);
            if (verdicts.Any(verdict => !verdict.Succeeded))
            {
                Add("deletion", false, $"The server does not delete: {verdicts.Count(verdict => !verdict.Succeeded)} Basic resources with identifiers of {MheroSystems.Probe} are left.");
            }
        }
        catch (FhirException error) when (error.Status is not HttpStatusCode.Unauthorized)
        {
            Add("deletion", false, $"Basic resources with identifiers of {MheroSystems.Probe} may be left ({error.Code}).");
        }
    }
}
