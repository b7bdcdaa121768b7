using Mhero.Core.Mapping;
using Mhero.Core.Mapping.ToFhir;
using Mhero.Core.Mapping.ToRapidPro;
using Mhero.Core.Storage;
using Mhero.Core.Sync.Contacts.Feeds;
using Mhero.Core.Sync.Contacts.Ledger;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Contacts.Slices;
using Mhero.Core.Sync.Queueing;
using Mhero.Core.Sync.Runs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Sync.Contacts;

/// <summary>Registers the contact sync.</summary>
public static class ContactSyncServiceCollectionExtensions
{
    private const string LedgerTable = "contacts";

    private const string QueueSetting = "ContactsQueue";

    /// <summary>Adds the contact sync; it needs RapidPro, FHIR and storage to be added too.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds the section <c>Mhero:Contacts</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddContactSync(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddWorkQueue<ContactItem, ContactSyncOptions>(configuration, ContactSyncOptions.SectionName, QueueSetting, "contacts");
        services.AddOptions<ContactMappingOptions>().Bind(configuration.GetSection(ContactMappingOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ContactMappingOptions>, ContactMappingOptionsCheck>();

        // Mapping: pure, made once.
        services.AddSingleton(p => new WorkerToProfile(p.GetRequiredService<IOptions<ContactMappingOptions>>().Value));
        services.AddSingleton(p => new ContactToProfile(p.GetRequiredService<IOptions<ContactMappingOptions>>().Value));
        services.AddSingleton(p => new ProfileToContactWrite(p.GetRequiredService<IOptions<ContactMappingOptions>>().Value));
        services.AddSingleton(p => new ProfileToWorker(p.GetRequiredService<IOptions<ContactMappingOptions>>().Value));

        // Memory. The ledger has a table of its own: it is large, and the rest of the state is read by scans.
        services.AddDocumentTable(LedgerTable);
        services.AddSingleton(p => new ContactLedger(p.GetRequiredKeyedService<DocumentTable>(LedgerTable)));
        services.AddSingleton<ContactIndex>();
        services.AddSingleton<ContactSnapshot>();
        services.AddSingleton<Conflicts>();
        services.AddSingleton<WorkerIssues>();

        // Feeds
        services.AddSingleton<RepairLease>();
        services.AddSingleton<WorkspaceFields>();
        services.AddSingleton<RapidProSetup>();
        services.AddSingleton<FirstReadings>();
        services.AddSingleton<RapidProFeed>();
        services.AddSingleton<RegistryFeed>();
        services.AddSingleton<PlaceFeed>();
        services.AddSingleton<PlaceWorkers>();
        services.AddSingleton<WorkerKeys>();
        services.AddSingleton<RecentContacts>();
        services.AddSingleton<RecentWorkers>();

        // Stages of a slice, in their order
        services.AddSingleton<PostedWorkers>();
        services.AddSingleton<PairLoader>();
        services.AddSingleton<DeletedContacts>();
        services.AddSingleton<PairMatcher>();
        services.AddSingleton<PairPlanner>();
        services.AddSingleton<ContactRefresher>();
        services.AddSingleton<TakenNumberCheck>();
        services.AddSingleton<NumberGuard>();
        services.AddSingleton<ContactWriter>();
        services.AddSingleton<RegistryWriter>();
        services.AddSingleton<PairCommit>();
        services.AddSingleton<SliceOutcome>();
        services.AddSingleton<ContactSlice>();

        // Doors
        services.AddSingleton(p => new BundleIntake(p.GetRequiredService<WorkQueue<ContactItem>>(), p.GetRequiredService<SyncRuns>()));
        services.AddSingleton(p => new ReviewDesk(
            p.GetRequiredService<Reviews>(), p.GetRequiredService<MessageQueues>(), p.GetRequiredService<PathBook>(), p.GetRequiredService<IOptions<ContactSyncOptions>>()));
        services.AddSingleton(p => new ContactSync(
            p.GetRequiredService<RapidProFeed>(),
            p.GetRequiredService<RegistryFeed>(),
            p.GetRequiredService<ContactSlice>(),
            p.GetRequiredService<RapidProSetup>(),
            p.GetRequiredService<WorkQueue<ContactItem>>(),
            p.GetRequiredService<FeedRuns<ContactItem>>(),
            p.GetRequiredService<FirstReadings>()));
        return services;
    }
}
