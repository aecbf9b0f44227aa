import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import javax.sql.rowset.CachedRowSet;
import javax.sql.rowset.RowSetMetaDataImpl;
import javax.sql.rowset.RowSetProvider;
import org.ombud.Engine;

/**
 * JDBC rows in, due dates out.
 *
 * <pre>
 * java -cp ombud.jar:driver.jar:. DueDates JDBC-URL "select id, received from complaint"
 * </pre>
 *
 * Without arguments, over three rows that it makes itself.
 */
public final class DueDates {
    private DueDates() {}

    /**
     * Prints a line for each row.
     *
     * @param args a JDBC URL and a query, or nothing
     * @throws SQLException as JDBC does
     */
    public static void main(String... args) throws SQLException {
        // Made once for the whole program: it never changes, and any number of threads may use it.
        try (Engine engine = Engine.builtin()) {
            if (args.length == 2) {
                try (Connection database = DriverManager.getConnection(args[0]);
                        ResultSet rows = database.createStatement().executeQuery(args[1])) {
                    print(engine, rows);
                }
            } else {
                print(engine, rows());
            }
        }
    }

    private static void print(Engine engine, ResultSet rows) throws SQLException {
        while (rows.next()) {
            Date received = rows.getDate(2);
            LocalDate trigger = received == null ? null : received.toLocalDate();
            LocalDate due = engine.dueDates("cn-complaints-2020", "CN-CM-018a", trigger)[0];
            System.out.println(rows.getString(1) + " " + (due == null ? "no date" : "due " + due));
        }
    }

    private static ResultSet rows() throws SQLException {
        RowSetMetaDataImpl columns = new RowSetMetaDataImpl();
        columns.setColumnCount(2);
        columns.setColumnName(1, "id");
        columns.setColumnType(1, Types.VARCHAR);
        columns.setColumnName(2, "received");
        columns.setColumnType(2, Types.DATE);
        CachedRowSet rows = RowSetProvider.newFactory().createCachedRowSet();
        rows.setMetaData(columns);
        String[][] told = {{"TS-1", "2026-03-02"}, {"TS-2", "2026-02-10"}, {"TS-3", null}};
        for (String[] row : told) {
            rows.moveToInsertRow();
            rows.updateString(1, row[0]);
            if (row[1] == null) {
                rows.updateNull(2);
            } else {
                rows.updateDate(2, Date.valueOf(row[1]));
            }
            rows.insertRow();
            rows.moveToCurrentRow();
        }
        rows.beforeFirst();
        return rows;
    }
}
