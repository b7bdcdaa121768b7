using System.Text.RegularExpressions;

namespace Mhero.Core.Configuration;

/// <summary>Runs a generated validator and names each setting as it is set: <c>Mhero__Cache__MaxAge</c>.</summary>
/// <typeparam name="TOptions">The options.</typeparam>
/// <param name="validator">The validator that <see cref="OptionsValidatorAttribute"/> generates from the annotations.</param>
/// <param name="section">The section of the options: <c>Mhero:Cache</c>.</param>
internal sealed partial class SettingsValidator<TOptions>(IValidateOptions<TOptions> validator, string section) : IValidateOptions<TOptions>
    where TOptions : class
{
    private readonly string _prefix = section.Replace(":", "__", StringComparison.Ordinal);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        // Generated validators call a setting "<name>.<property>".
        var result = validator.Validate(_prefix, options);
        return result.Failed ? ValidateOptionsResult.Fail(result.Failures.Select(Describe)) : result;
    }

    private string Describe(string failure)
    {
        failure = failure.Replace($"{_prefix}.", $"{_prefix}__", StringComparison.Ordinal);
        if (Parts().Match(failure) is not { Success: true } parts)
        {
            return failure;
        }

        var (setting, message) = (parts.Groups["setting"].Value, parts.Groups["message"].Value);
        if (typeof(TOptions).GetProperty(setting.Split("__")[0]) is not null)
        {
            // Rules of the options themselves name the property only.
            setting = $"{_prefix}__{setting}";
        }

        if (Range().Match(message) is { Success: true } range)
        {
            return $"{setting} has to be from {range.Groups["least"].Value} to {range.Groups["most"].Value}.";
        }

        return message.Contains(setting, StringComparison.Ordinal) ? message : $"{setting}: {message}";
    }

    /// <summary>The text of a generated range check, which has no text of its own.</summary>
    [GeneratedRegex(@"\AThe field \S+ must be between (?<least>\S+) and (?<most>\S+)\.\z")]
    private static partial Regex Range();

    [GeneratedRegex(@"\A(?<setting>[^\s:]+): (?<message>.*)\z", RegexOptions.Singleline)]
    private static partial Regex Parts();
}
