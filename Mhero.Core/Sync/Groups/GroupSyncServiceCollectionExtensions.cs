using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Storage;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Sync.Groups.Batches;
using Mhero.Core.Sync.Groups.Ledger;
using Mhero.Core.Sync.Groups.Polling;
using Mhero.Core.Sync.Groups.Rules;
using Mhero.Core.Sync.Queueing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Groups;

/// <summary>Registers the group sync.</summary>
internal static class GroupSyncServiceCollectionExtensions
{
    private const string LedgerTable = "groups";

    /// <summary>Adds the group sync; it needs RapidPro, FHIR, storage, the caches and the contact sync to be added too.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds the section <c>Mhero:Groups</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddGroupSync(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddWorkQueue<GroupItem, GroupSyncOptions>(configuration, GroupSyncOptions.SectionName, "GroupsQueue", "groups");
        services.AddSingleton(p => new GroupRules(
            p.GetRequiredService<IOptions<GroupSyncOptions>>().Value, p.GetRequiredService<IOptions<ContactMappingOptions>>().Value));

        // A table of its own: it has a row for each worker and contact.
        services.AddDocumentTable(LedgerTable);
        services.AddSingleton(p => new GroupLedger(p.GetRequiredKeyedService<DocumentTable>(LedgerTable)));

        services.AddSingleton<GroupRegistryChanges>();
        services.AddSingleton<WorkerEvaluation>();
        services.AddSingleton<MemberPoller>();
        services.AddSingleton<GroupOwnershipResolver>();
        services.AddSingleton<RegistryGroupReader>();
        services.AddSingleton<RapidProGroupWriter>();
        services.AddSingleton<GroupPoller>();

        services.AddSingleton<IContactObserver, GoneWorkers>();
        services.AddSingleton<MembershipWriter>();
        services.AddSingleton<RegistryGroups>();
        services.AddSingleton<GroupBatchHandler>();
        services.AddSingleton(p => new GroupSync(
            p.GetRequiredService<GroupPoller>(), p.GetRequiredService<GroupBatchHandler>(), p.GetRequiredService<WorkQueue<GroupItem>>(), p.GetRequiredService<PollExecutor<GroupItem>>()));
        return services;
    }
}
