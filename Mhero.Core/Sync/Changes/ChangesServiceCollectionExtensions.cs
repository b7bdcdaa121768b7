using Mhero.Core.Configuration;
using Mhero.Core.Storage.Queues;
using Mhero.Core.Sync.Engine;

namespace Mhero.Core.Sync.Changes;

/// <summary>Registers the handling of the registry's change notifications.</summary>
internal static class ChangesServiceCollectionExtensions
{
    /// <summary>Adds <see cref="RegistryChanges"/>; it needs storage and the syncs to be added too.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds the section <c>Mhero:Changes</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddRegistryChanges(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<ChangeOptions, ChangeOptionsValidator>(configuration, ChangeOptions.SectionName);
        services.AddSingleton<OrderClaimStore>();

        // A facility's new name reaches its workers' contacts by the same look.
        services.AddSingleton(p => new ChangeLook(
            SyncKinds.Registry,
            new HashSet<string> { "Practitioner", "PractitionerRole", "Location", "Organization" },
            (delay, token) => p.GetRequiredKeyedService<ISync>(SyncKinds.Contacts).OrderAsync(SyncKinds.Registry, delay, token)));
        services.AddSingleton(p => new ChangeLook(
            SyncKinds.Groups,
            new HashSet<string> { "Group", "PractitionerRole", "Location", "Organization" },
            (delay, token) => p.GetRequiredKeyedService<ISync>(SyncKinds.Groups).OrderAsync(SyncKinds.Groups, delay, token)));
        services.AddInternallyConstructed<RegistryChanges>();
        return services;
    }
}
