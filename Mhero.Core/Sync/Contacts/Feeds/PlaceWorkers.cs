using System.Runtime.CompilerServices;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Sync.Contacts.Slices;

namespace Mhero.Core.Sync.Contacts.Feeds;

/// <summary>Finds who works at some places, or at a place that is part of one of them.</summary>
internal sealed class PlaceWorkers(FhirGateway fhir)
{
    /// <summary>Deeper than any administrative hierarchy; ends what a circle of places would keep going.</summary>
    private const int MaxDepth = 12;

    /// <summary>Places that one search names; keeps the address within what servers take.</summary>
    private const int Chunk = 50;

    /// <summary>What is remembered against asking twice; beyond it the rest may come twice, which does no harm.</summary>
    private const int MaxRemembered = 50_000;

    /// <summary>The workers, a page of their roles at a time.</summary>
    /// <param name="places">References of places.</param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    /// <returns>References of workers, each mostly once; those whose role is over are among them.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async IAsyncEnumerable<string> FindAsync(IEnumerable<string> places, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var workers = new HashSet<string>();
        await foreach (var chunk in WithThoseBelowAsync(places, cancellationToken))
        {
            await foreach (var page in fhir.FreshPagesAsync(new FhirSearch("PractitionerRole").WhereAny("location", chunk).With("_elements", "id,practitioner"), cancellationToken))
            {
                foreach (var worker in page.Matches.OfType<PractitionerRole>().Select(r => r.Practitioner?.Reference).OfType<string>().Where(r => WorkerTypes.Split(r) is not null))
                {
                    if (Remember(workers, worker))
                    {
                        yield return worker;
                    }
                }
            }
        }
    }

    /// <summary>The places, and all that are part of them, deepest first so that little has to be kept.</summary>
    private async IAsyncEnumerable<IReadOnlyList<string>> WithThoseBelowAsync(IEnumerable<string> places, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var met = new HashSet<string>();
        var open = new Stack<(string[] Places, int Depth)>(places.Where(p => Remember(met, p)).Chunk(Chunk).Select(c => (c, 0)));
        while (open.TryPop(out var next))
        {
            yield return next.Places;
            if (next.Depth == MaxDepth)
            {
                continue;
            }

            await foreach (var page in fhir.FreshPagesAsync(new FhirSearch("Location").WhereAny("partof", next.Places).With("_elements", "id"), cancellationToken))
            {
                foreach (var below in page.Matches.Select(p => $"{p.TypeName}/{p.Id}").Where(p => Remember(met, p)).Chunk(Chunk))
                {
                    open.Push((below, next.Depth + 1));
                }
            }
        }
    }

    private static bool Remember(HashSet<string> set, string reference)
    {
        if (set.Count >= MaxRemembered)
        {
            set.Clear();
        }

        return set.Add(reference);
    }
}
