using static System.Net.WebUtility;

namespace Mhero.Simulator.Pages;

/// <summary>The page at <c>/</c>: the content of the workspace and the requests to it, for people.</summary>
internal static class HomePage
{
    private const int MaxRows = 500;
    private const int MaxRuns = 50;

    private const string Head = """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>RapidPro simulator</title>
        <style>
        body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:90rem;padding:0 1rem;color:#222}
        h1{font-size:1.4rem;margin-bottom:0} h2{font-size:1.1rem;margin-top:2rem} p{margin:.3rem 0}
        table{border-collapse:collapse;width:100%;font-size:.9rem} th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #e3e3e3}
        th{background:#f5f5f5;position:sticky;top:0} code{font-size:.9em;color:#555} .tag{background:#eef3fa;border-radius:.6rem;padding:0 .5rem;white-space:nowrap}
        .blocked,.stopped,.archived{color:#a33} .counts td:last-child{text-align:right} .counts{width:auto}
        </style></head><body>
        """;

    public static string Render(RapidProSimulator simulator)
    {
        var workspace = simulator.Workspace;
        var page = new StringBuilder(Head);
        page.Append(CultureInfo.InvariantCulture, $"<h1>{HtmlEncode(workspace.Name)}</h1><p>A RapidPro simulator ({simulator.Options.Profile}), country {HtmlEncode(workspace.Country)}, {HtmlEncode(workspace.Timezone)}. ");
        page.Append(CultureInfo.InvariantCulture, $"{workspace.ContactCount} contacts. API at <code>{HtmlEncode(simulator.BaseUrl.ToString())}api/v2/</code>.</p>");
        page.Append(CultureInfo.InvariantCulture, $"<p><a href=\"{ContactImportPage.Path}\">Import contacts</a></p>");
        page.Append("<h2>Groups</h2><p>");
        foreach (var group in workspace.Groups)
        {
            page.Append(CultureInfo.InvariantCulture, $"<span class=\"tag\" title=\"{HtmlEncode(group.Query)}\">{HtmlEncode(group.Name)} · {group.Count}</span> ");
        }

        page.Append("</p>");
        Flows(page, workspace);
        page.Append("<h2>Contacts, last changed first</h2><table><tr><th>Name<th>URNs<th>Groups<th>Fields<th>Language<th>Status<th>Changed (UTC)</tr>");
        foreach (var contact in workspace.Contacts.OrderByDescending(c => c.ModifiedOn).Take(MaxRows))
        {
            Row(page, contact);
        }

        page.Append("</table>");
        if (workspace.ContactCount > MaxRows)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p>The first {MaxRows} are shown.</p>");
        }

        Counts(page, simulator.Requests);
        return page.Append("</body></html>").ToString();
    }

    private static void Row(StringBuilder page, SimulatedContact contact)
    {
        var fields = string.Join("<br>", contact.Fields.Where(f => f.Value is not null).Select(f => $"{HtmlEncode(f.Key)}: {HtmlEncode(f.Value)}"));
        page.Append(CultureInfo.InvariantCulture, $"<tr><td>{HtmlEncode(contact.Name)}<br><code>{contact.Uuid}</code>")
            .Append(CultureInfo.InvariantCulture, $"<td>{string.Join("<br>", contact.Urns.Select(HtmlEncode))}")
            .Append(CultureInfo.InvariantCulture, $"<td>{string.Join(" ", contact.Groups.Select(g => $"<span class=\"tag\">{HtmlEncode(g)}</span>"))}")
            .Append(CultureInfo.InvariantCulture, $"<td>{fields}<td>{HtmlEncode(contact.Language)}<td class=\"{HtmlEncode(contact.Status)}\">{HtmlEncode(contact.Status)}")
            .Append(CultureInfo.InvariantCulture, $"<td>{contact.ModifiedOn:yyyy-MM-dd HH:mm:ss}</tr>");
    }

    private static void Flows(StringBuilder page, RapidProWorkspace workspace)
    {
        var names = workspace.Flows.ToDictionary(f => f.Uuid, f => f.Name);
        page.Append("<h2>Flows</h2><table><tr><th>Name<th>Results<th>Revision<th>Changed (UTC)</tr>");
        foreach (var flow in workspace.Flows.Reverse())
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{HtmlEncode(flow.Name)}{(flow.Archived ? " (archived)" : "")}<br><code>{flow.Uuid}</code>")
                .Append(CultureInfo.InvariantCulture, $"<td>{string.Join(", ", flow.Results.Select(r => HtmlEncode(r.Name)))}<td>{flow.Revision}<td>{flow.ModifiedOn:yyyy-MM-dd HH:mm:ss}</tr>");
        }

        page.Append(CultureInfo.InvariantCulture, $"</table><h2>Runs, last changed first</h2><p>{workspace.RunCount} runs; the first {MaxRuns} are shown.</p>");
        page.Append("<table><tr><th>Flow<th>Contact<th>Values<th>Ended<th>Changed (UTC)</tr>");
        foreach (var run in workspace.LatestRuns(MaxRuns))
        {
            var values = string.Join("<br>", run.Values.Select(v => $"{HtmlEncode(v.Key)}: {HtmlEncode(v.Value.Value)} ({HtmlEncode(v.Value.Category)})"));
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{HtmlEncode(names.GetValueOrDefault(run.Flow))}<br><code>{run.Uuid}</code>")
                .Append(CultureInfo.InvariantCulture, $"<td>{HtmlEncode(workspace.FindByUuid(run.Contact)?.Name)}<td>{values}<td>{HtmlEncode(run.ExitType ?? "waiting")}<td>{run.ModifiedOn:yyyy-MM-dd HH:mm:ss}</tr>");
        }

        page.Append("</table>");
    }

    private static void Counts(StringBuilder page, SimulatorLog log)
    {
        page.Append("<h2>Requests</h2><table class=\"counts\">");
        foreach (var ((method, endpoint), count) in log.Counts.OrderByDescending(c => c.Value))
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{HtmlEncode(method)}<td>{HtmlEncode(endpoint)}<td>{count}</tr>");
        }

        page.Append("</table>");
    }
}
