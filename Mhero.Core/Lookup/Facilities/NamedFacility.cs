using Mhero.Core.Lookup.Questions;

namespace Mhero.Core.Lookup.Facilities;

/// <summary>The facility that a question is about: the one that the flow names, or the one where the caller works.</summary>
internal sealed class NamedFacility(FacilityFinder facilities, WorkerReader workers)
{
    /// <summary>The facility, or the answer when it is not just one.</summary>
    /// <exception cref="Fhir.FhirException">The registry cannot be read.</exception>
    public async Task<(Facility? Facility, LookupAnswer? Answer)> FindAsync(LookupRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (request.Facility is not { } text)
        {
            var worker = caller.Worker is { } reference ? await workers.ReadAsync(reference, cancellationToken) : null;
            return Result(worker?.Facility);
        }

        if (FacilityFinder.IsReference(text))
        {
            return Result(await facilities.ReadAsync(text, cancellationToken));
        }

        if (LookupText.CheckName(text, out var clean) is { } fault)
        {
            return (null, LookupAnswer.NotValid(fault));
        }

        // An answer about a facility that was only nearly named would be about another one.
        var matches = await facilities.FindAsync(clean, cancellationToken);
        return matches.Exact.Count > 1 ? (null, LookupAnswer.NotKnown(LookupCodes.Several)) : Result(matches.Exact is [var one] ? one : null);
    }

    private static (Facility?, LookupAnswer?) Result(Facility? facility) => facility is null ? (null, LookupAnswer.NotKnown()) : (facility, null);
}
