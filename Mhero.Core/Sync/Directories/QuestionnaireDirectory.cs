using System.Collections.Concurrent;
using System.Globalization;
using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Questions;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Directories;

/// <summary>
/// The Questionnaires by which answers are coded, one look-up a flow, remembered for a while: an implementer's own when there
/// is one, else the newest that mHero made.
/// </summary>
internal sealed class QuestionnaireDirectory(FhirGateway fhir, TimeProvider time, IOptions<DirectoryOptions> options)
{
    /// <summary>Beyond this many entries the whole cache is cleared, so that it does not grow without limit.</summary>
    private const int MaxRemembered = 5_000;

    private readonly ConcurrentDictionary<Guid, (Lazy<Task<Questionnaire?>> Found, long At)> _byFlow = new();

    /// <summary>The Questionnaire of a flow.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="make">Makes one when the registry has none; many who ask at once wait for the first.</param>
    /// <returns>The Questionnaire, the same object as long as it is remembered; null when there is none and none could be made.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<Questionnaire?> FindAsync(Guid flow, Func<Task<Questionnaire?>> make)
    {
        if (_byFlow.Count > MaxRemembered)
        {
            _byFlow.Clear();
        }

        if (_byFlow.TryGetValue(flow, out var old) && time.GetElapsedTime(old.At) > options.Value.MaxAge)
        {
            _byFlow.TryRemove(new(flow, old));
        }

        var entry = _byFlow.GetOrAdd(flow, _ => (new(() => LookAsync(flow, make)), time.GetTimestamp()));
        try
        {
            // Shared by many: it ends with no single caller's token.
            var found = await entry.Found.Value;
            if (found is null)
            {
                _byFlow.TryRemove(new(flow, entry));
            }

            return found;
        }
        catch
        {
            _byFlow.TryRemove(new(flow, entry));
            throw;
        }
    }

    /// <summary>The Questionnaire of a flow, if the registry has one already; the result is not cached.</summary>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<Questionnaire?> FindExistingAsync(Guid flow, CancellationToken cancellationToken) => Choose(await ListAsync(flow, cancellationToken));

    /// <summary>Has a flow's Questionnaire looked up again.</summary>
    public void Forget(Guid flow) => _byFlow.TryRemove(flow, out _);

    /// <summary>All Questionnaires of a flow.</summary>
    public async Task<List<Questionnaire>> ListAsync(Guid flow, CancellationToken cancellationToken)
    {
        var found = new List<Questionnaire>();
        await foreach (var page in fhir.SearchPagesAsync(new FhirSearch("Questionnaire").Where("identifier", MheroSystems.FlowUuid, flow.ToString()), cancellationToken))
        {
            found.AddRange(page.Matches.OfType<Questionnaire>()
                .Where(q => q.Identifier.Any(i => i.System == MheroSystems.FlowUuid && string.Equals(i.Value, flow.ToString(), StringComparison.OrdinalIgnoreCase))));
        }

        return found;
    }

    /// <summary>Whether mHero made it from a flow, rather than an implementer.</summary>
    public static bool IsGenerated(Questionnaire questionnaire) =>
        questionnaire.Meta?.Tag.Any(t => t is { System: MheroSystems.Tags, Code: MheroSystems.GeneratedTag }) is true;

    private async Task<Questionnaire?> LookAsync(Guid flow, Func<Task<Questionnaire?>> make) =>
        Completed(await ListAsync(flow, CancellationToken.None)) ?? await make();

    private static Questionnaire? Completed(List<Questionnaire> found)
    {
        var chosen = Choose(found);
        if (chosen is not null && !IsGenerated(chosen) && Choose(found.FindAll(IsGenerated)) is { } generated)
        {
            CategoryRoles.Copy(chosen, generated);
        }

        return chosen;
    }

    /// <summary>An implementer's draft is not used yet, and one that was retired no longer.</summary>
    private static Questionnaire? Choose(List<Questionnaire> found) => found
        .Where(q => IsGenerated(q) || q.StatusElement?.JsonValue as string == "active")
        .OrderBy(IsGenerated)
        .ThenByDescending(q => q.Date, StringComparer.Ordinal)
        .ThenByDescending(q => long.TryParse(q.Version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
        .ThenByDescending(q => q.Meta?.LastUpdated)
        .FirstOrDefault();
}
