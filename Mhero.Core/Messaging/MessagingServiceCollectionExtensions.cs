using Mhero.Core.Configuration;
using Mhero.Core.Fhir;
using Mhero.Core.Messaging.Delivery;
using Mhero.Core.Messaging.Outbox;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.Storage;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Contacts.Messages;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Runs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Messaging;

/// <summary>Registers the way of messages out.</summary>
internal static class MessagingServiceCollectionExtensions
{
    private const string OutboxTableName = "outbox";

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
        services.AddSingleton(p => new RecipientResolver(
            p.GetRequiredService<FhirGateway>(),
            p.GetRequiredService<ReferenceExpander>(),
            p.GetRequiredService<IdentifiedPeople>(),
            p.GetRequiredService<ContactStates>(),
            p.GetRequiredService<OptOutCache>(),
            p.GetRequiredService<RecipientZones>(),
            p.GetRequiredService<IOptions<MessagingOptions>>()));

        // Outbox and delivery
        services.AddDocumentTable(OutboxTableName);
        services.AddSingleton(p => new OutboxTable(p.GetRequiredKeyedService<DocumentTable>(OutboxTableName)));
        services.AddSingleton<MessageMetrics>();
        services.AddSingleton<ComingContacts>();
        services.AddSingleton<ChunkSender>();
        services.AddSingleton<StartedRuns>();
        services.AddSingleton<ChunkFollower>();
        services.AddSingleton<CommunicationBuilder>();
        services.AddSingleton<RequestResources>();
        services.AddSingleton<OutboxBatchHandler>();
        services.AddSingleton<IRunObserver, RunLinks>();

        // Endpoints
        services.AddSingleton<FlowFinder>();
        services.AddSingleton(p => new MessageRequests(
            p.GetRequiredService<OutboxTable>(),
            p.GetRequiredService<RecipientResolver>(),
            p.GetRequiredService<RequestResources>(),
            p.GetRequiredService<WorkQueue<ContactItem>>(),
            p.GetRequiredService<WorkQueue<OutboxItem>>(),
            p.GetRequiredService<IOptions<MessagingOptions>>(),
            p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new RequestReceiver(
            p.GetRequiredService<MessageRequests>(), p.GetRequiredService<FlowFinder>(), p.GetRequiredService<IOptions<MessagingOptions>>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new ScheduledRequests(p.GetRequiredService<OutboxTable>(), p.GetRequiredService<RequestResources>()));
        services.AddSingleton(p => new MessageSending(p.GetRequiredService<OutboxBatchHandler>(), p.GetRequiredService<WorkQueue<OutboxItem>>()));
        return services;
    }
}
