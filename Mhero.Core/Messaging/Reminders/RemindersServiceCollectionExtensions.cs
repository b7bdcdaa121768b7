using Mhero.Core.Configuration;
using Mhero.Core.Storage;
using Mhero.Core.Storage.Retention;
using Mhero.Core.Sync.Flows;
using Mhero.Core.Sync.Reviews;

namespace Mhero.Core.Messaging.Reminders;

/// <summary>Registers the reminders.</summary>
internal static class RemindersServiceCollectionExtensions
{
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
        services.AddDocumentTable(ReminderTable.Table);
        services.AddSingleton<IRetention, ReminderRetention>();
        services.AddSingleton<ReminderTable>();
        services.AddInternallyConstructed<ReminderSender>();
        services.AddInternallyConstructed<GroupReferences>();
        services.AddInternallyConstructed<FlowReferences>();
        services.AddInternallyConstructed<FlowInspection>();
        services.AddSingleton<FlowNameReviews>();
        services.AddSingleton<IReviewHandler>(provider => provider.GetRequiredService<FlowNameReviews>());
        services.AddSingleton<IFlowsObserver>(provider => provider.GetRequiredService<FlowNameReviews>());
        return services;
    }
}
