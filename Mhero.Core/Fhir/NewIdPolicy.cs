using System.Collections.Concurrent;
using Hl7.Fhir.Model;
using Microsoft.Extensions.Options;
using Task = System.Threading.Tasks.Task;

namespace Mhero.Core.Fhir;

/// <summary>
/// Knows, type by type, who chooses the ids of new resources: by the setting, the CapabilityStatement, the server's profile and what the
/// server answered.
/// </summary>
internal sealed class NewIdPolicy(FhirGateway fhir, IOptions<FhirOptions> options, TimeProvider time, IServerProfiles? profiles = null)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, bool> _refused = new(StringComparer.Ordinal);
    private volatile Statement? _statement;

    /// <summary>Reads the server's CapabilityStatement, unless it is known or the setting decides alone.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FhirException">The CapabilityStatement cannot be read.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (options.Value.NewIds != FhirNewIds.Automatic || _statement?.ReadAt > time.GetUtcNow() - MaxAge)
        {
            return;
        }

        try
        {
            var profile = profiles is null ? null : await profiles.FindAsync(cancellationToken);
            var capabilities = await fhir.GetCapabilitiesAsync(cancellationToken);
            _statement = new(time.GetUtcNow(), capabilities.Rest.SelectMany(rest => rest.Resource)
                .Where(one => one.TypeElement?.JsonValue is string)
                .GroupBy(one => (string)one.TypeElement!.JsonValue!)
                .ToDictionary(types => types.Key, types => new Ability(Flag(types.First().UpdateCreateElement), Flag(types.First().ConditionalUpdateElement))), profile);
        }
        catch (FhirException) when (_statement is not null)
        {
            // A statement an hour old is good enough.
            _statement = _statement with { ReadAt = time.GetUtcNow() };
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

    private static bool? Flag(FhirBoolean? element) => element?.JsonValue as bool?;

    private sealed record Ability(bool? UpdateCreate, bool? ConditionalUpdate);

    private sealed record Statement(DateTimeOffset ReadAt, IReadOnlyDictionary<string, Ability> Types, ServerProfile? Profile);
}
