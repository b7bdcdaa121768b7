namespace Mhero.Core.Sync.Contacts.Bulk;

/// <summary>Writes the page that names each step of an import. Pure.</summary>
internal static class BulkInstructions
{
    /// <summary>The page.</summary>
    /// <param name="load">A load with files.</param>
    /// <param name="group">The group of all active workers; empty for none.</param>
    /// <returns>Markdown.</returns>
    public static string Write(BulkLoadRow load, string group)
    {
        var page = new StringBuilder();
        void Line(string text) => page.Append(text).Append('\n');
        Line("# Import the contacts into RapidPro");
        Line("");
        Line(Invariant($"mHero made {load.Files.Count} file(s) with {load.Files.Sum(f => f.Rows)} contacts (bulk load {load.Id}). Until {load.HoldUntil:yyyy-MM-dd HH:mm} UTC it does not write these contacts itself."));
        Line("");
        foreach (var file in load.Files)
        {
            Line(Invariant($"- [ ] `{file.Name}`: {file.Rows} rows"));
        }

        Line("");
        Line("Do not open the files in a spreadsheet program: it changes telephone numbers. If you have to look into one, use a text editor, or import the columns as text.");
        Line("");
        Line("For each file, in any order:");
        Line("");
        Line("1. Sign in to RapidPro as an administrator or editor of the workspace that mHero is connected to.");
        Line("2. Select **Contacts**, open the menu (**⋮** or the arrow beside **New Contact**), and select **Import**.");
        Line("3. Select **Choose File**, choose the file, and select **Upload** (in newer versions **Submit**).");
        Line("4. The preview lists the columns. Each of these has to be shown as the field that exists already, with the name after `Field:`; do not rename one and do not switch one off:");
        Line("");
        foreach (var column in ColumnsOf(load.Columns!))
        {
            Line($"   - `{column}`");
        }

        Line("");
        Line(string.IsNullOrWhiteSpace(group)
            ? "5. Leave **Add to group** switched off."
            : load.Columns!.Uuid
                ? $"5. Leave **Add to group** switched off. mHero adds contacts that are not in the group **{group}** to it afterwards."
                : $"5. Select **Add to group**, **existing group**, and choose **{group}**. If you leave it out, mHero adds the contacts afterwards, a hundred in a request.");
        Line("6. Select **Start Import** (**Import**), and wait until the page reports the end. It lists the number of created and updated contacts, and the rows with errors.");
        Line("");
        Line("Afterwards:");
        Line("");
        Line("- mHero finds the imported contacts when it next reads the contacts (by default within 15 minutes) and links them. `mhero bulk-load --status` reports the progress.");
        Line("- Rows with errors need no action: mHero writes those contacts itself at the end of the load, or opens a review.");
        Line("- `mhero bulk-load --release` ends the load earlier, also without any import. mHero then writes the remaining contacts itself, within the quota.");
        Line("- Delete the files: they have names and telephone numbers. Do not import a file again later; mHero would have to correct the contacts that changed since.");
        return page.ToString();
    }

    private static IEnumerable<string> ColumnsOf(BulkColumns columns) => BulkCsv.Header(columns).Trim().Split(',').Distinct();

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
