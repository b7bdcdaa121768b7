using Mhero.Core.Configuration;
using Mhero.Core.Mapping.Communications;
using Mhero.Core.Sync.Engine;

namespace Mhero.Core.Sync.Messages;

/// <summary>Registers the message sync.</summary>
internal static class MessageSyncServiceCollectionExtensions
{
    /// <summary>Adds the message sync; it needs RapidPro, FHIR, storage and the caches to be added too.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds the section <c>Mhero:Messages</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddMessageSync(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSync<MessageItem, MessageSyncOptions, MessageSyncOptionsValidator, MessagePoller, MessageBatchHandler>(configuration, SyncKinds.Messages, MessageSyncOptions.SectionName, "MessagesQueue", "messages");
        services.AddSettings<MessageMappingOptions>(configuration, MessageMappingOptions.SectionName);
        services.AddSingleton<MessageToCommunication>();
        return services;
    }
}
