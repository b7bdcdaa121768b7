using Mhero.Core.Configuration;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Storage;
using Mhero.Core.Storage.Personal;
using Mhero.Core.Storage.Retention;
using Mhero.Core.Sync.Contacts.Batches;
using Mhero.Core.Sync.Contacts.Bulk;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Contacts.Polling;
using Mhero.Core.Sync.Engine;
using Mhero.Core.Sync.Reviews;

namespace Mhero.Core.Sync.Contacts;

/// <summary>Registers the contact sync.</summary>
internal static class ContactSyncServiceCollectionExtensions
{
    private const string QueueSetting = "ContactsQueue";

    /// <summary>Adds the contact sync; it needs RapidPro, FHIR and storage to be added too.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds the section <c>Mhero:Contacts</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddContactSync(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSync<ContactItem, ContactSyncOptions, ContactSyncOptionsValidator, ContactPoller, ContactBatchHandler>(configuration, SyncKinds.Contacts, ContactSyncOptions.SectionName, QueueSetting, "contacts");
        services.AddSettings<ContactMappingOptions>(configuration, ContactMappingOptions.SectionName).WithRules<ContactMappingOptions, ContactMappingOptionsRules>();

        // Mapping: pure, made once.
        services.AddSingleton<WorkerToProfile>();
        services.AddSingleton<ContactToProfile>();
        services.AddSingleton<ProfileToContactWrite>();
        services.AddSingleton<ProfileToWorker>();

        AddLedger(services);
        AddPollers(services);
        AddStages(services);
        AddBulkLoads(services, configuration);

        // Endpoints
        services.AddInternallyConstructed<BundleReceiver>();
        services.AddInternallyConstructed<ReviewSides>();
        services.AddSingleton<IReviewHandler>(p => p.GetRequiredService<ValueReviews>());
        services.AddSingleton<IReviewHandler, LinkReviews>();
        return services;
    }

    /// <summary>The ledger has a table of its own: it is large, and the rest of the state is read by scans.</summary>
    private static void AddLedger(IServiceCollection services)
    {
        services.AddDocumentTable(ContactLedger.Table);
        services.AddSingleton<IPersonalRows, LedgerPersonalRows>();
        services.AddSingleton<ContactLedger>();
        services.AddSingleton<ContactIndex>();
        services.AddSingleton<ContactSnapshot>();
        services.AddSingleton<Conflicts>();
        services.AddPersonalPartition("conflicts", StorageServiceCollectionExtensions.StateTable, Conflicts.Partition, person => person.Worker is { } worker ? worker + "#" : "");
        services.AddSingleton<IRetention>(provider => provider.GetRequiredService<Conflicts>());
        services.AddSingleton<WorkerIssues>();
    }

    private static void AddPollers(IServiceCollection services)
    {
        services.AddSingleton<RepairLease>();
        services.AddSingleton<WorkspaceFields>();
        services.AddSingleton<RapidProSetup>();
        services.AddSingleton<FirstReadings>();
        services.AddSingleton<EmptyWorkspace>();
        services.AddSingleton<IPoller<ContactItem>, RegistryPoller>();
        services.AddSingleton<WorkerSelector>();
        services.AddSingleton<PlacePoller>();
        services.AddSingleton<PlaceWorkers>();
        services.AddSingleton<WorkerKeys>();
        services.AddSingleton<ContactSelector>();
        services.AddSingleton<RecentContacts>();
        services.AddSingleton<RecentWorkers>();
    }

    /// <summary>Bulk loads have a table of their own: its rows are many for a while, and read by scans.</summary>
    private static void AddBulkLoads(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<BulkLoadOptions, BulkLoadOptionsValidator>(configuration, BulkLoadOptions.SectionName);
        services.AddDocumentTable(BulkStore.Table);
        foreach (var partition in BulkStore.Personal)
        {
            services.AddPersonalPartition($"bulkLoad.{partition}", BulkStore.Table, partition);
        }

        services.AddSingleton<BulkStore>();
        services.AddSingleton<BulkLoadCache>();
        services.AddSingleton<BulkHolds>();
        services.AddSingleton<BulkFiles>();
        services.AddSingleton<BulkArrivals>();
        services.AddSingleton<IPoller<ContactItem>, BulkLoadPoller>();
        services.AddInternallyConstructed<BulkLoads>();
    }

    /// <summary>The stages of a batch, in their order.</summary>
    private static void AddStages(IServiceCollection services)
    {
        services.AddSingleton<PostedWorkers>();
        services.AddSingleton<PairLoader>();
        services.AddSingleton<DeletedContacts>();
        services.AddSingleton<MissingContactFinder>();
        services.AddSingleton<NumberMatcher>();
        services.AddSingleton<PairMatcher>();
        services.AddSingleton<PairPlanner>();
        services.AddSingleton<ContactRefresher>();
        services.AddSingleton<TakenNumberCheck>();
        services.AddSingleton<NumberGuard>();
        services.AddSingleton<ContactChecks>();
        services.AddSingleton<ContactWriter>();
        services.AddSingleton<RegistryWriter>();
        services.AddSingleton<PairClaims>();
        services.AddSingleton<PairPlanning>();
        services.AddSingleton<PairCommit>();
        services.AddSingleton<PairCompletion>();
        services.AddSingleton<PairWriting>();
        services.AddSingleton<ValueReviews>();
        services.AddSingleton<SettledPairs>();
        services.AddSingleton<BatchOutcome>();
        services.AddSingleton<BatchEnd>();
    }
}
