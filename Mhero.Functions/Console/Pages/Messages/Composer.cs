using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Reporting;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Messages;

/// <summary>The common parts of the pages on which a message is written.</summary>
/// <param name="choices">What recipients can be chosen by.</param>
/// <param name="reporting">Has the time zone of the console.</param>
public sealed class Composer(RecipientChoices choices, IOptions<ReportingOptions> reporting)
{
    /// <summary>The time zone in which times are written.</summary>
    public TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById(reporting.Value.TimeZone);

    /// <summary>The page with the form.</summary>
    /// <param name="form">Its content.</param>
    /// <param name="places">The places to choose from.</param>
    /// <param name="faults">The faults to correct.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<ConsoleAnswer> FormAsync(ComposeForm form, IReadOnlyList<RecipientChoice> places, IReadOnlyList<string> faults, CancellationToken cancellationToken)
    {
        var cadres = choices.CadresAsync(cancellationToken);
        var groups = choices.GroupsAsync(cancellationToken);
        return ConsoleAnswer.Page<ComposePage>(
            "compose.title", new ComposeView(form, await cadres, await groups, places, faults), faults.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    /// <summary>Finds the place that the form names.</summary>
    /// <param name="form">The form.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The form with the place, or the places among which to choose; an empty list when none has the name.</returns>
    public async Task<(ComposeForm Form, IReadOnlyList<RecipientChoice>? Choices)> PlaceAsync(ComposeForm form, CancellationToken cancellationToken)
    {
        if (form.PlaceName.Length == 0)
        {
            return (form with { Place = "" }, null);
        }

        var found = await choices.PlacesAsync(form.PlaceName, cancellationToken);
        if (form.Place.Length > 0 && found.Any(place => place.Value == form.Place))
        {
            return (form, null);
        }

        return found is [var only] ? (form with { Place = only.Value }, null) : (form with { Place = "" }, found);
    }
}
