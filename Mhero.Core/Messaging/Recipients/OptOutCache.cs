using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Storage.Personal;

namespace Mhero.Core.Messaging.Recipients;

/// <summary>Finds the people who want no messages, by their active opt-out Flags, and those whom mHero was told to forget. The tag on the person itself is read with the person.</summary>
internal sealed class OptOutCache(FhirGateway fhir, ForgottenPeople forgotten)
{
    private const int SubjectsPerSearch = 100;

    // Of Flag.subject in R4; a Person can have no Flag.
    private static readonly string[] Subjects = ["Practitioner/", "Patient/"];

    /// <summary>Those who want no messages.</summary>
    /// <param name="people">References; those that cannot have a Flag are skipped.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>References, a part of <paramref name="people"/>.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<HashSet<string>> FindAsync(IEnumerable<string> people, CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var chunk in people.Where(p => Subjects.Any(s => p.StartsWith(s, StringComparison.Ordinal))).Distinct().Chunk(SubjectsPerSearch))
        {
            await foreach (var page in fhir.SearchPagesAsync(new FhirSearch("Flag").WhereAny("subject", chunk), cancellationToken))
            {
                found.UnionWith(page.Matches.OfType<Flag>().Where(IsOptOut).Select(SubjectOf).OfType<string>());
            }
        }

        found.UnionWith(await forgotten.ReadAsync(cancellationToken));
        found.IntersectWith(people);
        return found;
    }

    /// <summary>The subject, as <c>Type/id</c> also when the server gives its address or a version; to be asked for is proof that it is its own.</summary>
    private static string? SubjectOf(Flag flag) =>
        ResourceLocation.RelativeOf(flag.Subject?.Reference);

    /// <summary>Whether a Flag is an opt-out of its subject now.</summary>
    public static bool IsOptOut(Flag flag) =>
        flag.StatusElement?.JsonValue as string == "active"
        && flag.Code?.Coding.Any(c => c is { System: MheroSystems.Tags, Code: MheroSystems.OptedOutTag }) is true;
}
