using Mhero.Core.Configuration;
using Mhero.Core.Operating.Failures;
using Mhero.Core.Operating.Messages;
using Mhero.Core.Operating.Persons;
using Mhero.Core.Operating.Responses;
using Mhero.Core.Operating.Reviews;
using Mhero.Core.Storage.Jobs;

namespace Mhero.Core.Operating;

/// <summary>Registers the operator's actions.</summary>
internal static class OperatingServiceCollectionExtensions
{
    /// <summary>Adds the actions; they need all of mHero to be added too.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddOperating(this IServiceCollection services) => services
        .AddSingleton<AppServiceSignIn>()
        .AddSingleton<OperatorIdentity>()
        .AddSingleton<PersonFinder>()
        .AddSingleton<PersonSides>()
        .AddSingleton<ResponseConditions>()
        .AddSingleton<FailedRecipients>()
        .AddSingleton<IJobWork, DecideWork>()
        .AddSingleton<IJobWork, ForgetWork>()
        .AddInternallyConstructed<PersonActions>()
        .AddInternallyConstructed<FailureActions>()
        .AddInternallyConstructed<SyncActions>()
        .AddInternallyConstructed<BulkLoadActions>()
        .AddInternallyConstructed<ReviewActions>()
        .AddInternallyConstructed<MessageReader>()
        .AddInternallyConstructed<MessageActions>()
        .AddInternallyConstructed<ResponseSearch>()
        .AddInternallyConstructed<ResponseReader>()
        .AddInternallyConstructed<ResponseActions>()
        .AddInternallyConstructed<PersonReader>();
}
