using Hl7.Fhir.Model;
using Mhero.Core.Caching.InMemory;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.RapidPro;

namespace Mhero.Core.Caching;

/// <summary>
/// The Questionnaires by which answers are coded, one look-up a flow, remembered for a while: an implementer's own when there
/// is one, else the newest that mHero made.
/// </summary>
/// <remarks>An implementer's own names its flow by UUID (<see cref="MheroSystems.FlowUuid"/>) or by name (<see cref="MheroSystems.FlowName"/>).</remarks>
internal sealed class QuestionnaireCache(FhirGateway fhir, FlowNames names, TimeProvider time, IOptions<CacheOptions> options)
{
    /// <summary>How long the list of all Questionnaires with a flow's name serves the look-ups of many flows.</summary>
    private static readonly TimeSpan NamedMaxAge = TimeSpan.FromSeconds(10);

    private readonly BoundedCache<Guid, Questionnaire?> _byFlow = new(time, 5_000, found => found is null ? TimeSpan.Zero : options.Value.MaxAge);
    private readonly BoundedCache<int, List<Questionnaire>> _named = new(time, 1, _ => options.Value.MaxAge < NamedMaxAge ? options.Value.MaxAge : NamedMaxAge);
    private readonly BoundedCache<(Guid Flow, string Canonical), bool> _awaited = new(time, 5_000, _ => options.Value.MaxAge);
    private readonly BoundedCache<int, List<Questionnaire>> _own = new(time, 1, _ => options.Value.MaxAge);

    /// <summary>The Questionnaire of a flow.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="name">The flow's name; null when it is not known and has to be read.</param>
    /// <param name="make">Makes one when the registry has none; many who ask at once wait for the first.</param>
    /// <returns>The Questionnaire, the same object as long as it is remembered; null when there is none and none could be made.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    /// <exception cref="RapidProException">A Questionnaire names its flow by name, and RapidPro cannot be read.</exception>
    public Task<Questionnaire?> FindAsync(Guid flow, string? name, Func<Task<Questionnaire?>> make) => _byFlow.GetAsync(flow, () => LookAsync(flow, name, make), CancellationToken.None);

    /// <summary>The Questionnaire of a FLOIP package: an implementer's own names it by <see cref="MheroSystems.FloipPackage"/>.</summary>
    /// <param name="package">The package's id in place of a flow's UUID.</param>
    /// <param name="key">The value of its identifier.</param>
    /// <param name="make">Makes one when the registry has none; many who ask at once wait for the first.</param>
    /// <returns>The Questionnaire, the same object as long as it is remembered; null when there is none and none could be made.</returns>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public Task<Questionnaire?> FindPackageAsync(Guid package, string key, Func<Task<Questionnaire?>> make) =>
        _byFlow.GetAsync(package, async () => Completed(await ListPackageAsync(key, CancellationToken.None)) ?? await make(), CancellationToken.None);

    /// <summary>All Questionnaires of a FLOIP package.</summary>
    /// <param name="key">The value of its identifier.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public Task<List<Questionnaire>> ListPackageAsync(string key, CancellationToken cancellationToken) => SearchAsync(
        new FhirSearch("Questionnaire").Where("identifier", MheroSystems.FloipPackage, key),
        i => i.System == MheroSystems.FloipPackage && i.Value?.Trim() == key,
        cancellationToken);

    /// <summary>The Questionnaire of a flow, if the registry has one already; the result is not cached.</summary>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    /// <exception cref="RapidProException">A Questionnaire names its flow by name, and RapidPro cannot be read.</exception>
    public async Task<Questionnaire?> FindExistingAsync(Guid flow, CancellationToken cancellationToken) => Choose(await ListAsync(flow, null, cancellationToken));

    /// <summary>Has a flow's Questionnaire looked up again.</summary>
    public void Forget(Guid flow) => _byFlow.Remove(flow);

    /// <summary>
    /// Has a flow's Questionnaire looked up again because a run names another one, which may have been saved since; once for each that is named in the
    /// time that a Questionnaire is remembered, so that runs of an old version cost no look-up each.
    /// </summary>
    /// <param name="flow">The flow.</param>
    /// <param name="canonical">The Questionnaire that the run names: <c>url|version</c>.</param>
    /// <returns>Whether it is looked up again.</returns>
    public async Task<bool> ForgetForAsync(Guid flow, string canonical)
    {
        var isFirst = false;
        await _awaited.GetAsync((flow, canonical), () => System.Threading.Tasks.Task.FromResult(isFirst = true), CancellationToken.None);
        if (isFirst)
        {
            _byFlow.Remove(flow);
            _named.Remove(0);
        }

        return isFirst;
    }

    /// <summary>All Questionnaires of a flow.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="name">Its name; null when it is not known and has to be read.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    /// <exception cref="RapidProException">A Questionnaire names its flow by name, and RapidPro cannot be read.</exception>
    public async Task<List<Questionnaire>> ListAsync(Guid flow, string? name, CancellationToken cancellationToken)
    {
        var found = await SearchAsync(
            new FhirSearch("Questionnaire").Where("identifier", MheroSystems.FlowUuid, flow.ToString()),
            i => i.System == MheroSystems.FlowUuid && string.Equals(i.Value?.Trim(), flow.ToString(), StringComparison.OrdinalIgnoreCase),
            cancellationToken);
        var named = await ListNamedAsync(name, cancellationToken);
        if (named.Count > 0)
        {
            var flows = await names.ListWithAsync(flow, cancellationToken);
            foreach (var questionnaire in named.Where(q => !found.Exists(f => f.Id == q.Id)).ToList())
            {
                if (await NamesOf(questionnaire).ToAsyncEnumerable().AnyAsync(async (text, token) => (await names.MatchAsync(text, flows, token)).Flow?.Uuid == flow, cancellationToken))
                {
                    found.Add(questionnaire);
                }
            }
        }

        return found;
    }

    /// <summary>All Questionnaires that name a flow by its name.</summary>
    /// <param name="name">A name to search for besides, for servers that find no identifier by its system alone; null for none.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<IReadOnlyList<Questionnaire>> ListNamedAsync(string? name, CancellationToken cancellationToken)
    {
        var known = await _named.GetAsync(0, () => SearchAsync(new FhirSearch("Questionnaire").Where("identifier", MheroSystems.FlowName, ""), IsNamed, CancellationToken.None), cancellationToken);

        // Servers compare the case of a token's value; a list of all finds other spellings too.
        return known.Count > 0 || string.IsNullOrWhiteSpace(name) ? known
            : await SearchAsync(new FhirSearch("Questionnaire").Where("identifier", MheroSystems.FlowName, name.Trim()), IsNamed, cancellationToken);
    }

    /// <summary>An implementer's own Questionnaires that name a flow, whatever their status; of each only what identifies it.</summary>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <exception cref="FhirException">The registry cannot be read.</exception>
    public async Task<IReadOnlyList<Questionnaire>> ListOwnAsync(CancellationToken cancellationToken) => await _own.GetAsync(
        0,
        async () =>
        {
            var search = new FhirSearch("Questionnaire").Where("identifier", MheroSystems.FlowUuid, "").With("_elements", "id,meta,identifier,status");
            var found = await SearchAsync(search, i => i.System == MheroSystems.FlowUuid, CancellationToken.None);
            found.RemoveAll(IsGenerated);
            found.AddRange((await ListNamedAsync(null, CancellationToken.None)).Where(q => !found.Exists(f => f.Id == q.Id)));
            return found;
        },
        cancellationToken);

    /// <summary>The UUIDs and names of flows that a Questionnaire gives.</summary>
    public static IEnumerable<string> FlowsOf(Questionnaire questionnaire) =>
        questionnaire.Identifier.Where(i => i.System is MheroSystems.FlowUuid or MheroSystems.FlowName && !string.IsNullOrWhiteSpace(i.Value)).Select(i => i.Value!);

    /// <summary>The names of flows that a Questionnaire gives.</summary>
    public static IEnumerable<string> NamesOf(Questionnaire questionnaire) => questionnaire.Identifier.Where(IsNamed).Select(i => i.Value!);

    /// <summary>Whether mHero made it from a flow, rather than an implementer.</summary>
    public static bool IsGenerated(Questionnaire questionnaire) =>
        questionnaire.Meta?.Tag.Any(t => t is { System: MheroSystems.Tags, Code: MheroSystems.GeneratedTag }) is true;

    private async Task<Questionnaire?> LookAsync(Guid flow, string? name, Func<Task<Questionnaire?>> make) =>
        Completed(await ListAsync(flow, name, CancellationToken.None)) ?? await make();

    private async Task<List<Questionnaire>> SearchAsync(FhirSearch search, Predicate<Identifier> isMeant, CancellationToken cancellationToken)
    {
        var found = new List<Questionnaire>();
        await foreach (var page in fhir.SearchPagesAsync(search, cancellationToken))
        {
            found.AddRange(page.Matches.OfType<Questionnaire>().Where(q => q.Identifier.Exists(isMeant)));
        }

        return found;
    }

    private static bool IsNamed(Identifier identifier) => identifier.System == MheroSystems.FlowName && !string.IsNullOrWhiteSpace(identifier.Value);

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
