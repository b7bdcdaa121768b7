using Mhero.Core.Storage;
using Mhero.Core.Storage.Personal;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Groups.Batches;
using Mhero.Core.Sync.Groups.Ledger;
using Mhero.Core.Sync.Groups.Polling;
using Mhero.Core.Sync.Groups.Rules;

namespace Mhero.Core.Sync.Groups;

/// <summary>Registers the group sync.</summary>
internal static class GroupSyncServiceCollectionExtensions
{
    /// <summary>Adds the group sync; it needs RapidPro, FHIR, storage, the caches and the contact sync to be added too.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds the section <c>Mhero:Groups</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddGroupSync(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSync<GroupItem, GroupSyncOptions, GroupSyncOptionsValidator, GroupPoller, GroupBatchHandler>(configuration, SyncKinds.Groups, GroupSyncOptions.SectionName, "GroupsQueue", "groups");
        services.AddSingleton<GroupRules>();

        // A table of its own: it has a row for each worker and contact.
        services.AddDocumentTable(GroupLedger.Table);
        services.AddSingleton<IPersonalRows, GroupPersonalRows>();
        services.AddSingleton<GroupLedger>();

        services.AddSingleton<GroupRegistryChanges>();
        services.AddSingleton<WorkerEvaluation>();
        services.AddSingleton<MemberPoller>();
        services.AddSingleton<GroupRestart>();
        services.AddSingleton<GroupOwnershipResolver>();
        services.AddSingleton<GroupStoreLoader>();
        services.AddSingleton<GroupListReader>();
        services.AddSingleton<ChangedWorkers>();
        services.AddSingleton<RegistryGroupReader>();
        services.AddSingleton<RapidProGroupWriter>();

        services.AddSingleton<IContactObserver, GoneWorkers>();
        services.AddSingleton<MembershipWriter>();
        services.AddSingleton<RegistryGroups>();
        return services;
    }
}
