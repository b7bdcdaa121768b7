using Mhero.Core.Configuration;
using Mhero.Core.Messaging.Delivery;
using Mhero.Core.Messaging.Outbox;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Storage;
using Mhero.Core.Storage.Personal;
using Mhero.Core.Storage.Retention;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Engine.Writing;
using Mhero.Core.Sync.Runs;

namespace Mhero.Core.Messaging;

/// <summary>Registers the way of messages out.</summary>
internal static class MessagingServiceCollectionExtensions
{
    /// <summary>Adds the way of messages out; it needs RapidPro, FHIR, storage, the caches, contacts and messages to be added too.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds the section <c>Mhero:Messaging</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddMessaging(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddWorkQueue<OutboxItem, MessagingOptions, MessagingOptionsValidator>(configuration, MessagingOptions.SectionName, "CommunicationsQueue", "communications");
        services.AddOptions<MessagingOptions>().WithRules<MessagingOptions, MessagingOptionsRules>();

        // Recipients
        services.AddSingleton<PossibleRecipientFactory>();
        services.AddSingleton<ReferenceExpander>();
        services.AddSingleton<IdentifiedPeople>();
        services.AddSingleton<SharedTelephones>();
        services.AddSingleton<ContactStates>();
        services.AddSingleton<OptOutCache>();
        services.AddSingleton<RecipientZones>();
        services.AddSingleton<RecipientResolver>();

        // Outbox and delivery
        services.AddDocumentTable(OutboxTable.Table);
        services.AddSingleton<IRetention, OutboxRetention>();
        services.AddSingleton<IRetention, DayCountRetention>();
        services.AddSingleton<IPersonalRows, OutboxPersonalRows>();
        services.AddPersonalPartition("sentMessages", WriteLedger.Table, OutboxBatchHandler.Partition);
        services.AddSingleton<OutboxTable>();
        services.AddSingleton<RequestIndex>();
        services.AddSingleton<MessageMetrics>();
        services.AddSingleton<ComingContacts>();
        services.AddSingleton<ChunkSender>();
        services.AddSingleton<StartedRuns>();
        services.AddSingleton<FirstMessages>();
        services.AddSingleton<ChunkFollower>();
        services.AddSingleton<CommunicationBuilder>();
        services.AddSingleton<RequestResources>();
        services.AddSingleton<OutboxBatchHandler>();
        services.AddSingleton<IRunObserver, RunLinks>();

        // Endpoints
        services.AddSingleton<FlowFinder>();
        services.AddInternallyConstructed<MessageRequests>();
        services.AddInternallyConstructed<RequestReceiver>();
        services.AddInternallyConstructed<RequestPreviews>();
        services.AddInternallyConstructed<RecipientChoices>();
        services.AddInternallyConstructed<ScheduledRequests>();
        services.AddInternallyConstructed<MessageSending>();
        return services;
    }
}
