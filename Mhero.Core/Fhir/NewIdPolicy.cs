using System.Collections.Concurrent;
using Hl7.Fhir.Model;
using Mhero.Core.Caching.InMemory;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Fhir;

/// <summary>
/// Knows, type by type, who chooses the ids of new resources: by the setting, the CapabilityStatement, the server's profile and what the
/// server answered.
/// </summary>
internal sealed class NewIdPolicy(FhirGateway fhir, IOptions<FhirOptions> options, TimeProvider time, IServerProfiles? profiles = null)
{
    private readonly BoundedCache<int, Statement> _statements = new(time, 1, _ => TimeSpan.FromHours(1));
    private readonly ConcurrentDictionary<string, bool> _refused = new(StringComparer.Ordinal);
    private volatile Statement? _statement;

    /// <summary>Reads the server's CapabilityStatement, unless it is known or the setting decides alone.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FhirException">The CapabilityStatement cannot be read.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (options.Value.NewIds == FhirNewIds.Automatic)
        {
            _statement = await _statements.GetAsync(0, ReadAsync, cancellationToken);
        }
    }

    /// <summary>Whether a new resource that has an identifier is to be put under an id of mHero's.</summary>
    public bool PrefersClient(string type) => options.Value.NewIds switch
    {
        _ when _refused.ContainsKey(type) => false,
        FhirNewIds.Automatic => AbilityOf(type) is { UpdateCreate: true, ConditionalUpdate: false },
        var setting => setting == FhirNewIds.Client,
    };

    /// <summary>Whether a new resource that cannot be found by an identifier, or that has an id of its own, may be put under that id.</summary>
    public bool TakesIds(string type) => options.Value.NewIds switch
    {
        _ when _refused.ContainsKey(type) => false,
        FhirNewIds.Automatic => AbilityOf(type) is { UpdateCreate: true },
        var setting => setting == FhirNewIds.Client,
    };

    /// <summary>Notes that the server did not create a resource at an id that it did not know, whatever it declares.</summary>
    /// <returns>False when that was known.</returns>
    public bool Refuse(string type) => _refused.TryAdd(type, true);

    /// <summary>An ability that the trials did not find is not there, whatever the server declares; one that it does not declare follows from them.</summary>
    private Ability? AbilityOf(string type)
    {
        if (_statement is not { } statement)
        {
            return null;
        }

        var declared = statement.Types.GetValueOrDefault(type);
        return new(
            Of(statement.Profile?.Has(ServerAbilities.IdsFromTheClient), declared?.UpdateCreate),
            Of(statement.Profile?.Has(ServerAbilities.ConditionalUpdate), declared?.ConditionalUpdate));

        static bool? Of(bool? tried, bool? declared) => tried is false ? false : declared ?? tried;
    }

    private async Task<Statement> ReadAsync()
    {
        try
        {
            var profile = profiles is null ? null : await profiles.FindAsync(CancellationToken.None);
            var capabilities = await fhir.GetCapabilitiesAsync(CancellationToken.None);
            return new(
                capabilities.Rest.SelectMany(rest => rest.Resource)
                    .Where(one => one.TypeElement?.JsonValue is string)
                    .GroupBy(one => (string)one.TypeElement!.JsonValue!)
                    .ToDictionary(types => types.Key, types => new Ability(Flag(types.First().UpdateCreateElement), Flag(types.First().ConditionalUpdateElement))),
                profile);
        }
        catch (FhirException) when (_statement is not null)
        {
            // A statement an hour old is good enough.
            return _statement;
        }
    }

    private static bool? Flag(FhirBoolean? element) => element?.JsonValue as bool?;

    private sealed record Ability(bool? UpdateCreate, bool? ConditionalUpdate);

    private sealed record Statement(IReadOnlyDictionary<string, Ability> Types, ServerProfile? Profile);
}
