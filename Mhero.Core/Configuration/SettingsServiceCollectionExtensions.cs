namespace Mhero.Core.Configuration;

/// <summary>The one way in which options are bound and checked: at start, all faults at once, each with the name of its setting.</summary>
internal static class SettingsServiceCollectionExtensions
{
    /// <summary>Adds options whose annotations are checked at start.</summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <typeparam name="TValidator">The validator that is generated from their annotations.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="section">The section of the options.</param>
    public static OptionsBuilder<TOptions> AddSettings<TOptions, TValidator>(this IServiceCollection services, IConfiguration configuration, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>, new()
    {
        services.AddSingleton<IValidateOptions<TOptions>>(new SettingsValidator<TOptions>(new TValidator(), section));
        return services.AddSettings<TOptions>(configuration, section);
    }

    /// <summary>Adds options without annotations. Pure classes, which do not know the options library, take the options themselves.</summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="section">The section of the options.</param>
    public static OptionsBuilder<TOptions> AddSettings<TOptions>(this IServiceCollection services, IConfiguration configuration, string section)
        where TOptions : class
    {
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<TOptions>>().Value);
        return services.AddOptions<TOptions>().Bind(configuration.GetSection(section)).ValidateOnStart();
    }

    /// <summary>Adds rules that no annotation expresses: about several settings, or about the values of a dictionary.</summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <typeparam name="TRules">The rules.</typeparam>
    /// <param name="options">The options.</param>
    public static OptionsBuilder<TOptions> WithRules<TOptions, TRules>(this OptionsBuilder<TOptions> options)
        where TOptions : class
        where TRules : class, IValidateOptions<TOptions>
    {
        options.Services.AddSingleton<IValidateOptions<TOptions>, TRules>();
        return options;
    }
}
