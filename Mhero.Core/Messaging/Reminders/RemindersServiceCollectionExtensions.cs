using Mhero.Core.Caching;
using Mhero.Core.Configuration;
using Mhero.Core.Messaging.OptOut;
using Mhero.Core.Messaging.Requests;
using Mhero.Core.RapidPro;
using Mhero.Core.Storage;
using Mhero.Core.Storage.Tables;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Sync.Groups;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mhero.Core.Messaging.Reminders;

/// <summary>Registers the reminders.</summary>
internal static class RemindersServiceCollectionExtensions
{
    private const string ReminderTableName = "reminders";

    /// <summary>Adds <see cref="ReminderSender"/>; it needs messaging and reporting to be added too.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds the section <c>Mhero:Reminders</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddReminders(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<RemindersOptions, RemindersOptionsValidator>(configuration, RemindersOptions.SectionName).WithRules<RemindersOptions, RemindersOptionsRules>();
        services.AddSingleton<ReminderCatalog>();
        services.AddSingleton<ReminderRecipientResolver>();
        services.AddSingleton<ReminderOrders>();
        services.AddDocumentTable(ReminderTableName);
        services.AddSingleton(p => new ReminderTable(p.GetRequiredKeyedService<DocumentTable>(ReminderTableName)));
        services.AddSingleton(p => new ReminderSender(
            p.GetRequiredService<ReminderCatalog>(),
            p.GetRequiredService<ReminderTable>(),
            p.GetRequiredService<ReminderOrders>(),
            p.GetRequiredService<ScheduledRequests>(),
            p.GetRequiredService<IOptions<RemindersOptions>>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<ReminderSender>>()));
        services.AddSingleton(p => new GroupReferences(
            p.GetRequiredService<RapidProClient>(),
            p.GetRequiredService<IOptions<ContactSyncOptions>>(),
            p.GetRequiredService<IOptions<GroupSyncOptions>>(),
            p.GetRequiredService<IOptions<OptOutOptions>>(),
            p.GetRequiredService<IOptions<CacheOptions>>(),
            p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new FlowReferences(
            p.GetRequiredService<FlowNames>(),
            p.GetRequiredService<QuestionnaireCache>(),
            p.GetRequiredService<IOptions<OptOutOptions>>(),
            p.GetRequiredService<IOptions<RemindersOptions>>(),
            p.GetRequiredService<TimeProvider>()));
        return services;
    }
}
