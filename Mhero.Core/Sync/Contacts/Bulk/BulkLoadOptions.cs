using System.ComponentModel.DataAnnotations;

namespace Mhero.Core.Sync.Contacts.Bulk;

/// <summary>Settings of bulk loads, which bring contacts into RapidPro by its spreadsheet import. Section <c>Mhero:BulkLoad</c>.</summary>
public sealed class BulkLoadOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:BulkLoad";

    /// <summary>The records that RapidPro takes in one file ("Importing contacts" of RapidPro's source).</summary>
    public const int MaxRowsPerFile = 25_000;

    /// <summary>With fewer pending contact writes than this, no files are written, and the sync writes the contacts one by one.</summary>
    [Range(1, 10_000_000)]
    public int Threshold { get; set; } = 2_000;

    /// <summary>Rows of one file, without its header.</summary>
    [Range(1, MaxRowsPerFile)]
    public int RowsPerFile { get; set; } = MaxRowsPerFile;

    /// <summary>For how long after the files were made the contacts in them are not written one by one.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "14.00:00:00")]
    public TimeSpan HoldFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// When contacts of every file were seen and no further one for this time, the import counts as ended, and the others are written one by one.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan SettleAfter { get; set; } = TimeSpan.FromHours(1);
}
