using Mhero.Core.Dhis2;
using Mhero.Core.Http;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Mhero.Core;

/// <summary>Registers the client of DHIS2. The folder Dhis2 knows no host, so it is made here.</summary>
internal static class Dhis2ClientServiceCollectionExtensions
{
    /// <summary>Adds a function that makes the client.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDhis2Client(this IServiceCollection services)
    {
        services.AddLastingHttpClient(nameof(Dhis2Client));
        services.TryAddSingleton<Func<Dhis2Client>>(p => () =>
        {
            var options = p.GetRequiredService<IOptions<Dhis2Options>>().Value;
            var resilience = new HttpResilience(options, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<Dhis2Client>>(), p.GetService<Random>());
            return new Dhis2Client(p.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(Dhis2Client)), options, resilience);
        });
        return services;
    }
}
